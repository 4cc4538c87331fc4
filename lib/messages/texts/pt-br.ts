import type { Texts } from './types'

const when = ['De: {{device}}', 'Quando: {{time}}']

/** Brazilian Portuguese. SMS: GSM-7 only, without the accents that it lacks. */
export const ptBR: Texts = {
  tag: 'pt-BR',
  dir: 'ltr',
  heading: 'Seu código',
  codeLine: 'Seu código: {{code}}',
  subject: '{{code}} é seu código do {{app}}',
  expiry: 'Vale por {{minutes}} minutos.',
  reference: 'Referência {{requestId}}',
  codes: {
    SignIn: {
      sms: '{{code}} e seu codigo do {{app}}. Vale por {{minutes}} minutos. Nao compartilhe.',
      why: 'Use-o para entrar em {{app}}.',
      notYou: 'Não foi você? Ignore esta mensagem. Ninguém entra sem o código.',
    },
    Register: {
      sms: '{{code}} e seu codigo do {{app}}. Vale por {{minutes}} minutos. Nao compartilhe.',
      why: 'Boas-vindas. Use-o para terminar de criar sua conta do {{app}}.',
      notYou: 'Não foi você? Ignore esta mensagem. Nada é criado sem o código.',
    },
    ForgotPassword: {
      sms: '{{code}} e seu codigo para redefinir a senha do {{app}}. Vale por {{minutes}} minutos. Nao compartilhe.',
      why: 'Use-o para escolher uma nova senha do {{app}}.',
      notYou: 'Não foi você? Ignore esta mensagem. Sua senha continua a mesma.',
    },
    Generic: {
      sms: '{{code}} e seu codigo do {{app}}. Vale por {{minutes}} minutos. Nao compartilhe.',
      why: 'Use-o para continuar em {{app}}.',
      notYou: 'Não foi você? Ignore esta mensagem.',
    },
    UserPermissionValidation: {
      sms: '{{code}} e seu codigo para confirmar uma mudanca no {{app}}. Vale por {{minutes}} minutos. Nao compartilhe.',
      why: 'Use-o para confirmar que é você antes de mudar sua conta do {{app}}.',
      notYou: 'Não foi você? Alguém pode ter entrado em seu nome. Mude sua senha e desconecte os outros dispositivos.',
    },
    BindNewIdentifier: {
      sms: '{{code}} e seu codigo para incluir este numero no {{app}}. Vale por {{minutes}} minutos. Nao compartilhe.',
      why: 'Use-o para incluir este endereço na sua conta do {{app}}.',
      notYou: 'Não foi você? Ignore esta mensagem. O endereço não é incluído sem o código.',
    },
    MfaVerification: {
      sms: '{{code}} e seu codigo do {{app}}. Vale por {{minutes}} minutos. Nao compartilhe.',
      why: 'Use-o para confirmar que é você. Nunca ligaremos para pedi-lo.',
      notYou: 'Não foi você? Alguém pode saber sua senha. Mude-a e não compartilhe este código.',
    },
    BindMfa: {
      sms: '{{code}} e seu codigo para incluir este telefone no {{app}}.',
      why: 'Use-o para incluir esta caixa postal como forma de verificação no {{app}}.',
      notYou: 'Não foi você? Ignore esta mensagem. Nada é incluído sem o código.',
    },
  },
  notices: {
    NewDeviceNotice: {
      sms: 'Novo acesso a sua conta do {{app}}: {{device}}, {{time}}. Nao foi voce? Mude sua senha.',
      subject: 'Novo acesso à sua conta do {{app}}',
      facts: when,
      notYou: 'Não foi você? Entre, mude sua senha e confira suas formas de verificação.',
    },
    FactorAddedNotice: {
      sms: '{{factorLabel}}: adicionado a sua conta do {{app}}. Nao foi voce? Entre e remova.',
      subject: '{{factorLabel}}: adicionado à sua conta do {{app}}',
      facts: ['Agora pode ser usado para verificar quando você entra.', ...when],
      notYou: 'Não foi você? Entre, remova e mude sua senha.',
    },
    FactorRemovedNotice: {
      sms: '{{factorLabel}}: removido da sua conta do {{app}}. Nao foi voce? Mude sua senha.',
      subject: '{{factorLabel}}: removido da sua conta do {{app}}',
      facts: ['Não pode mais ser usado para verificar.', ...when],
      notYou: 'Não foi você? Entre, mude sua senha e confira suas formas de verificação.',
    },
    PasswordChangedNotice: {
      sms: 'Sua senha do {{app}} foi alterada. Nao foi voce? Redefina agora.',
      subject: 'Sua senha do {{app}} foi alterada',
      facts: when,
      notYou: 'Não foi você? Redefina sua senha agora e confira suas formas de verificação.',
    },
    AccountExistsNotice: {
      sms: 'Alguem tentou criar uma conta do {{app}} com este numero. Voce ja tem uma: entre. Nao foi voce? Ignore.',
      subject: 'Você já tem uma conta do {{app}}',
      facts: [
        'Alguém tentou criar uma conta com este endereço.',
        'Se foi você, entre. Se esqueceu a senha, redefina na página de acesso.',
      ],
      notYou: 'Não foi você? Não há nada a fazer. Ninguém entrou, e nada mudou.',
    },
    ContactChangedNotice: {
      sms: 'Os dados de contato da sua conta do {{app}} foram alterados. Nao foi voce? Mude sua senha.',
      subject: 'Os dados de contato da sua conta do {{app}} foram alterados',
      facts: when,
      notYou: 'Não foi você? Entre, mude sua senha e confira suas formas de verificação.',
    },
    BackupCodeUsedNotice: {
      sms: 'Um codigo reserva foi usado para entrar no {{app}}. Nao foi voce? Mude sua senha e crie novos codigos.',
      subject: 'Um código reserva foi usado para entrar no {{app}}',
      facts: ['Cada código reserva vale uma vez, então esse já foi gasto.', ...when],
      notYou: 'Não foi você? Mude sua senha e crie novos códigos reserva.',
    },
    AccountDeletedNotice: {
      sms: 'Sua conta do {{app}} foi excluida: {{device}}, {{time}}. Nao foi voce? Fale conosco.',
      subject: 'Sua conta do {{app}} foi excluída',
      facts: ['Tudo o que sabíamos sobre você foi apagado.', ...when],
      notYou: 'Não foi você? Fale conosco. Não podemos recuperar a conta, mas queremos saber.',
    },
    AccountLockedNotice: {
      sms: 'Tentativas demais: pausamos uma forma de entrar no {{app}}. Nao foi voce? Mude sua senha.',
      subject: 'Pausamos uma forma de entrar na sua conta do {{app}}',
      facts: ['Houve tentativas erradas demais. As outras formas continuam valendo.', ...when],
      notYou: 'Não foi você? Ninguém entrou. Ainda assim é um bom momento para mudar sua senha.',
    },
  },
}
