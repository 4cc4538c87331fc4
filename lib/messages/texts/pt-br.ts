import type { Texts } from './types'

const codes: Texts['codes'] = {
  SignIn: {
    sms: '{{code}} é o seu codigo de {{app}}. Expira em {{minutes}} minutos. Nunca o compartilhe.',
    why: 'Use-o para entrar em {{app}}.',
    notYou: 'Não foi você? Pode ignorar esta mensagem. Ninguém entra sem o código.',
  },
  Register: {
    sms: '{{code}} é o seu codigo de {{app}}. Expira em {{minutes}} minutos. Nunca o compartilhe.',
    why: 'Boas-vindas. Use-o para terminar de criar sua conta de {{app}}.',
    notYou: 'Não foi você? Pode ignorar esta mensagem. Nada é criado sem o código.',
  },
  ForgotPassword: {
    sms: '{{code}} é o seu codigo para redefinir a senha de {{app}}. Expira em {{minutes}} minutos. Nunca o compartilhe.',
    why: 'Use-o para escolher uma nova senha para {{app}}.',
    notYou: 'Não foi você? Pode ignorar esta mensagem. Sua senha continua a mesma.',
  },
  Generic: {
    sms: '{{code}} é o seu codigo de {{app}}. Expira em {{minutes}} minutos. Nunca o compartilhe.',
    why: 'Use-o para continuar em {{app}}.',
    notYou: 'Não foi você? Pode ignorar esta mensagem.',
  },
  UserPermissionValidation: {
    sms: '{{code}} é o seu codigo para confirmar um ajuste em {{app}}. Expira em {{minutes}} minutos. Nunca o compartilhe.',
    why: 'Use-o para confirmar que é você antes de mudar sua conta de {{app}}.',
    notYou: 'Não foi você? Alguém pode ter entrado na sua conta. Troque sua senha e saia dos outros dispositivos.',
  },
  BindNewIdentifier: {
    sms: '{{code}} é o seu codigo para adicionar este telefone a {{app}}. Expira em {{minutes}} minutos. Nunca o compartilhe.',
    why: 'Use-o para adicionar este endereço à sua conta de {{app}}.',
    notYou: 'Não foi você? Pode ignorar esta mensagem. O endereço não é adicionado sem o código.',
  },
  MfaVerification: {
    sms: '{{code}} é o seu codigo de {{app}}. Expira em {{minutes}} minutos. Nunca o compartilhe.',
    why: 'Use-o para confirmar que é você. Nunca vamos ligar para pedi-lo.',
    notYou: 'Não foi você? Alguém pode saber sua senha. Troque-a e não passe este código a ninguém.',
  },
  BindMfa: {
    sms: '{{code}} é o seu codigo para adicionar este telefone a {{app}}.',
    why: 'Use-o para adicionar este e-mail como forma de verificação em {{app}}.',
    notYou: 'Não foi você? Pode ignorar esta mensagem. Nada é adicionado sem o código.',
  },
}

const when = ['De: {{device}}', 'Quando: {{time}}']
const secure = 'Não foi você? Entre, troque sua senha e confira suas formas de verificação.'

const notices: Texts['notices'] = {
  NewDeviceNotice: {
    sms: 'Novo acesso na sua conta de {{app}}: {{device}}, {{time}}. Foi outra pessoa? Troque sua senha.',
    subject: 'Novo login na sua conta de {{app}}',
    facts: when,
    notYou: secure,
  },
  FactorAddedNotice: {
    sms: 'Nova forma de entrar na sua conta de {{app}}: {{factorLabel}}. Foi outra pessoa? Entre e remova.',
    subject: 'Novo método na sua conta de {{app}}: {{factorLabel}}',
    facts: ['Já pode ser usado para a verificação quando você entra.', ...when],
    notYou: 'Não foi você? Entre, remova o método e troque sua senha.',
  },
  FactorRemovedNotice: {
    sms: '{{factorLabel}} saiu da sua conta de {{app}}. Foi outra pessoa? Troque sua senha.',
    subject: 'Método removido da sua conta de {{app}}: {{factorLabel}}',
    facts: ['Não pode mais ser usado para a verificação.', ...when],
    notYou: secure,
  },
  PasswordChangedNotice: {
    sms: 'Sua senha de {{app}} foi alterada. Foi outra pessoa? Redefina a senha agora.',
    subject: 'Sua senha de {{app}} foi alterada',
    facts: when,
    notYou: 'Não foi você? Redefina sua senha agora e confira suas formas de verificação.',
  },
  AccountExistsNotice: {
    sms: 'Alguém tentou criar uma conta de {{app}} com este telefone. Sua conta existe: basta entrar. Foi outra pessoa? Ignore isto.',
    subject: 'Você já tem uma conta de {{app}}',
    facts: [
      'Alguém tentou criar uma conta com este endereço.',
      'Se foi você, basta entrar. Se esqueceu a senha, você pode redefini-la na página de login.',
    ],
    notYou: 'Não foi você? Não é preciso fazer nada. Ninguém entrou, e nada mudou.',
  },
  ContactChangedNotice: {
    sms: 'Os dados de contato da sua conta de {{app}} foram alterados. Foi outra pessoa? Troque sua senha.',
    subject: 'Os dados de contato da sua conta de {{app}} foram alterados',
    facts: when,
    notYou: secure,
  },
  BackupCodeUsedNotice: {
    sms: 'Um codigo de backup foi usado para entrar em {{app}}. Foi outra pessoa? Troque sua senha e crie novos codigos.',
    subject: 'Um código de backup foi usado para entrar em {{app}}',
    facts: ['Cada código de backup funciona uma vez, então esse já foi gasto.', ...when],
    notYou: 'Não foi você? Troque sua senha e crie novos códigos de backup.',
  },
  SessionEndedNotice: {
    sms: 'Alguém usou uma copia de um acesso a {{app}} e encerramos esse acesso. Em caso de engano, troque sua senha.',
    subject: 'Encerramos uma sessão da sua conta {{app}}',
    facts: ['Uma chave dessa sessão foi usada duas vezes, então alguém pode ter feito uma cópia.', ...when],
    notYou: 'Não sabe o motivo? Troque sua senha.',
  },
  AccountDeletedNotice: {
    sms: 'Sua conta do {{app}} foi excluida: {{device}}, {{time}}. Nao foi voce? Fale conosco.',
    subject: 'Sua conta do {{app}} foi excluída',
    facts: ['Tudo o que sabíamos sobre você foi apagado.', ...when],
    notYou: 'Não foi você? Fale conosco. Não podemos recuperar a conta, mas queremos saber.',
  },
  AccountLockedNotice: {
    sms: 'Pausamos uma forma de entrar na sua conta de {{app}} por excesso de tentativas erradas. Foi outra pessoa? Troque sua senha.',
    subject: 'Pausamos uma forma de entrar na sua conta de {{app}}',
    facts: ['Houve tentativas erradas demais. As outras formas de verificação ainda funcionam.', ...when],
    notYou: 'Não foi você? Ninguém entrou. Mesmo assim, é um bom momento para trocar sua senha.',
  },
}

/** Brazilian Portuguese. SMS: GSM-7 letters only, so that each is one segment. */
export const ptBR: Texts = {
  tag: 'pt-BR',
  dir: 'ltr',
  heading: 'Seu código',
  codeLine: 'Seu código: {{code}}',
  subject: '{{code}} é o seu código de {{app}}',
  expiry: 'Expira em {{minutes}} minutos.',
  reference: 'Referência {{requestId}}',
  codes,
  notices,
}
