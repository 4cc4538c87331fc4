import type { Texts } from './types'

const codes: Texts['codes'] = {
  SignIn: {
    sms: '{{code}} es tu codigo de {{app}}. Caduca en {{minutes}} minutos. No lo compartas.',
    why: 'Úsalo para iniciar sesión en {{app}}.',
    notYou: '¿No has sido tú? Puedes ignorar este mensaje. Nadie entra sin el código.',
  },
  Register: {
    sms: '{{code}} es tu codigo de {{app}}. Caduca en {{minutes}} minutos. No lo compartas.',
    why: 'Te damos la bienvenida. Úsalo para terminar de crear tu cuenta de {{app}}.',
    notYou: '¿No has sido tú? Puedes ignorar este mensaje. Sin el código no se crea nada.',
  },
  ForgotPassword: {
    sms: '{{code}} es tu codigo para cambiar la contraseña de {{app}}. Caduca en {{minutes}} minutos. No lo compartas.',
    why: 'Úsalo para elegir una contraseña nueva para {{app}}.',
    notYou: '¿No has sido tú? Puedes ignorar este mensaje. Tu contraseña sigue igual.',
  },
  Generic: {
    sms: '{{code}} es tu codigo de {{app}}. Caduca en {{minutes}} minutos. No lo compartas.',
    why: 'Úsalo para continuar en {{app}}.',
    notYou: '¿No has sido tú? Puedes ignorar este mensaje.',
  },
  UserPermissionValidation: {
    sms: '{{code}} es tu codigo para confirmar un cambio en {{app}}. Caduca en {{minutes}} minutos. No lo compartas.',
    why: 'Úsalo para confirmar que eres tú antes de cambiar tu cuenta de {{app}}.',
    notYou:
      '¿No has sido tú? Puede que alguien haya entrado en tu cuenta. Cambia la contraseña y cierra la sesión en los demás dispositivos.',
  },
  BindNewIdentifier: {
    sms: '{{code}} es tu codigo para añadir este teléfono a {{app}}. Caduca en {{minutes}} minutos. No lo compartas.',
    why: 'Úsalo para añadir esta dirección a tu cuenta de {{app}}.',
    notYou: '¿No has sido tú? Puedes ignorar este mensaje. Sin el código no se añade la dirección.',
  },
  MfaVerification: {
    sms: '{{code}} es tu codigo de {{app}}. Caduca en {{minutes}} minutos. No lo compartas.',
    why: 'Úsalo para confirmar que eres tú. Nunca te llamaremos para pedírtelo.',
    notYou: '¿No has sido tú? Puede que alguien sepa tu contraseña. Cámbiala y no des este código a nadie.',
  },
  BindMfa: {
    sms: '{{code}} es tu codigo para añadir este teléfono a {{app}}.',
    why: 'Úsalo para añadir este correo como forma de verificación en {{app}}.',
    notYou: '¿No has sido tú? Puedes ignorar este mensaje. Sin el código no se añade nada.',
  },
}

const when = ['Desde: {{device}}', 'Cuándo: {{time}}']
const secure = '¿No has sido tú? Inicia sesión, cambia la contraseña y revisa tus formas de verificación.'

const notices: Texts['notices'] = {
  NewDeviceNotice: {
    sms: 'Nuevo acceso a tu cuenta de {{app}}: {{device}}, {{time}}. ¿Fue otra persona? Cambia la contraseña.',
    subject: 'Nuevo inicio de sesión en tu cuenta de {{app}}',
    facts: when,
    notYou: secure,
  },
  FactorAddedNotice: {
    sms: 'Nuevo método en tu cuenta de {{app}}: {{factorLabel}}. ¿Fue otra persona? Entra y borra ese método.',
    subject: 'Se ha añadido {{factorLabel}} a tu cuenta de {{app}}',
    facts: ['Ya se puede usar para la verificación al iniciar sesión.', ...when],
    notYou: '¿No has sido tú? Inicia sesión, quítalo y cambia la contraseña.',
  },
  FactorRemovedNotice: {
    sms: '{{factorLabel}} ya no forma parte de tu cuenta de {{app}}. ¿Fue otra persona? Cambia la contraseña.',
    subject: 'Se ha quitado {{factorLabel}} de tu cuenta de {{app}}',
    facts: ['Ya no se puede usar para la verificación.', ...when],
    notYou: secure,
  },
  PasswordChangedNotice: {
    sms: 'La contraseña de tu cuenta de {{app}} ha cambiado. ¿Fue otra persona? Restablécela ahora.',
    subject: 'La contraseña de tu cuenta de {{app}} ha cambiado',
    facts: when,
    notYou: '¿No has sido tú? Restablece la contraseña ahora y revisa tus formas de verificación.',
  },
  AccountExistsNotice: {
    sms: 'Alguien quiso crear una cuenta de {{app}} con este teléfono. Ya tienes una: entra con ella. ¿Fue otra persona? Ignora esto.',
    subject: 'Ya tienes una cuenta de {{app}}',
    facts: [
      'Alguien ha intentado crear una cuenta con esta dirección.',
      'Si has sido tú, inicia sesión. Si olvidaste la contraseña, puedes restablecerla en la página de inicio de sesión.',
    ],
    notYou: '¿No has sido tú? No hay nada que hacer. Nadie ha entrado y nada ha cambiado.',
  },
  ContactChangedNotice: {
    sms: 'Los datos de contacto de tu cuenta de {{app}} han cambiado. ¿Fue otra persona? Cambia la contraseña.',
    subject: 'Los datos de contacto de tu cuenta de {{app}} han cambiado',
    facts: when,
    notYou: secure,
  },
  BackupCodeUsedNotice: {
    sms: 'Alguien ha entrado en {{app}} con un codigo de respaldo. ¿Fue otra persona? Cambia la contraseña y crea codigos nuevos.',
    subject: 'Se ha usado un código de respaldo para iniciar sesión en {{app}}',
    facts: ['Cada código de respaldo sirve una vez, así que ese ya está gastado.', ...when],
    notYou: '¿No has sido tú? Cambia la contraseña y crea códigos de respaldo nuevos.',
  },
  SessionEndedNotice: {
    sms: 'Alguien ha usado la copia de un acceso a {{app}} y hemos cerrado ese acceso. ¿No sabes por que? Cambia la contraseña.',
    subject: 'Hemos cerrado una sesión de tu cuenta de {{app}}',
    facts: ['Una clave de esa sesión se ha usado dos veces, así que alguien puede haberla copiado.', ...when],
    notYou: '¿No sabes por qué? Cambia la contraseña.',
  },
  AccountDeletedNotice: {
    sms: 'Tu cuenta de {{app}} se ha eliminado: {{device}}, {{time}}. ¿No fuiste tu? Escribenos.',
    subject: 'Tu cuenta de {{app}} se ha eliminado',
    facts: ['Todo lo que sabíamos de ti ha desaparecido.', ...when],
    notYou: '¿No fuiste tú? Escríbenos. No podemos recuperar la cuenta, pero queremos saberlo.',
  },
  AccountLockedNotice: {
    sms: 'Pausamos una forma de entrar en tu cuenta de {{app}} por demasiados intentos fallidos. ¿Fue otra persona? Cambia la contraseña.',
    subject: 'Hemos pausado una forma de iniciar sesión en tu cuenta de {{app}}',
    facts: ['Hubo demasiados intentos fallidos. Las demás formas de verificación siguen funcionando.', ...when],
    notYou: '¿No has sido tú? Nadie ha entrado. Aun así, es un buen momento para cambiar la contraseña.',
  },
}

/** Spanish. SMS: GSM-7 letters only, so that each is one segment. */
export const es: Texts = {
  tag: 'es',
  dir: 'ltr',
  heading: 'Tu código',
  codeLine: 'Tu código: {{code}}',
  subject: '{{code}} es tu código de {{app}}',
  expiry: 'Caduca en {{minutes}} minutos.',
  reference: 'Referencia {{requestId}}',
  codes,
  notices,
}
