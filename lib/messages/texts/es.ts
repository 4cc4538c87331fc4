import type { Texts } from './types'

const when = ['Desde: {{device}}', 'Cuándo: {{time}}']

/** Spanish. SMS: GSM-7 only, so words whose accents it lacks are avoided or go without. */
export const es: Texts = {
  tag: 'es',
  dir: 'ltr',
  heading: 'Tu código',
  codeLine: 'Tu código: {{code}}',
  subject: '{{code}} es tu código de {{app}}',
  expiry: 'Caduca en {{minutes}} minutos.',
  reference: 'Referencia {{requestId}}',
  codes: {
    SignIn: {
      sms: '{{code}} es tu clave de {{app}}. Caduca en {{minutes}} minutos. No la compartas.',
      why: 'Úsalo para iniciar sesión en {{app}}.',
      notYou: '¿No fuiste tú? Ignora este mensaje. Nadie entra sin el código.',
    },
    Register: {
      sms: '{{code}} es tu clave de {{app}}. Caduca en {{minutes}} minutos. No la compartas.',
      why: 'Te damos la bienvenida. Úsalo para terminar de crear tu cuenta de {{app}}.',
      notYou: '¿No fuiste tú? Ignora este mensaje. Sin el código no se crea nada.',
    },
    ForgotPassword: {
      sms: '{{code}} es tu clave para cambiar la contraseña de {{app}}. Caduca en {{minutes}} minutos. No la compartas.',
      why: 'Úsalo para elegir una contraseña nueva de {{app}}.',
      notYou: '¿No fuiste tú? Ignora este mensaje. Tu contraseña sigue igual.',
    },
    Generic: {
      sms: '{{code}} es tu clave de {{app}}. Caduca en {{minutes}} minutos. No la compartas.',
      why: 'Úsalo para continuar con {{app}}.',
      notYou: '¿No fuiste tú? Ignora este mensaje.',
    },
    UserPermissionValidation: {
      sms: '{{code}} es tu clave para confirmar un cambio en {{app}}. Caduca en {{minutes}} minutos. No la compartas.',
      why: 'Úsalo para confirmar que eres tú antes de cambiar tu cuenta de {{app}}.',
      notYou:
        '¿No fuiste tú? Puede que alguien haya entrado en tu nombre. Cambia tu contraseña y cierra la sesión en los demás dispositivos.',
    },
    BindNewIdentifier: {
      sms: '{{code}} es tu clave para agregar este numero a {{app}}. Caduca en {{minutes}} minutos. No la compartas.',
      why: 'Úsalo para añadir esta dirección a tu cuenta de {{app}}.',
      notYou: '¿No fuiste tú? Ignora este mensaje. Sin el código no se añade la dirección.',
    },
    MfaVerification: {
      sms: '{{code}} es tu clave de {{app}}. Caduca en {{minutes}} minutos. No la compartas.',
      why: 'Úsalo para confirmar que eres tú. Nunca llamaremos para pedirlo.',
      notYou: '¿No fuiste tú? Puede que alguien sepa tu contraseña. Cámbiala y no compartas este código.',
    },
    BindMfa: {
      sms: '{{code}} es tu clave para agregar este celular a {{app}}.',
      why: 'Úsalo para añadir este buzón como forma de verificar en {{app}}.',
      notYou: '¿No fuiste tú? Ignora este mensaje. Sin el código no se añade nada.',
    },
  },
  notices: {
    NewDeviceNotice: {
      sms: 'Nuevo acceso a tu cuenta de {{app}}: {{device}}, {{time}}. ¿No fuiste tu? Cambia la contraseña.',
      subject: 'Nuevo inicio de sesión en tu cuenta de {{app}}',
      facts: when,
      notYou: '¿No fuiste tú? Inicia sesión, cambia tu contraseña y revisa tus formas de verificar.',
    },
    FactorAddedNotice: {
      sms: '{{factorLabel}}: agregado a tu cuenta de {{app}}. ¿No fuiste tu? Entra y retira este acceso.',
      subject: '{{factorLabel}}: añadido a tu cuenta de {{app}}',
      facts: ['Desde ahora sirve para verificar cuando inicias sesión.', ...when],
      notYou: '¿No fuiste tú? Inicia sesión, quítalo y cambia tu contraseña.',
    },
    FactorRemovedNotice: {
      sms: '{{factorLabel}}: retirado de tu cuenta de {{app}}. ¿No fuiste tu? Cambia la contraseña.',
      subject: '{{factorLabel}}: quitado de tu cuenta de {{app}}',
      facts: ['Ya no sirve para verificar.', ...when],
      notYou: '¿No fuiste tú? Inicia sesión, cambia tu contraseña y revisa tus formas de verificar.',
    },
    PasswordChangedNotice: {
      sms: 'La contraseña de {{app}} se ha cambiado. ¿No fuiste tu? Cambiala ahora.',
      subject: 'Tu contraseña de {{app}} ha cambiado',
      facts: when,
      notYou: '¿No fuiste tú? Restablece tu contraseña ahora y revisa tus formas de verificar.',
    },
    AccountExistsNotice: {
      sms: 'Alguien quiso crear una cuenta de {{app}} con este numero. Ya tienes una: solo entra. ¿No fuiste tu? Ignora esto.',
      subject: 'Ya tienes una cuenta de {{app}}',
      facts: [
        'Alguien quiso crear una cuenta con esta dirección.',
        'Si fuiste tú, inicia sesión. Si olvidaste la contraseña, puedes restablecerla en la página de inicio de sesión.',
      ],
      notYou: '¿No fuiste tú? No hay nada que hacer. Nadie entró y nada cambió.',
    },
    ContactChangedNotice: {
      sms: 'Los datos de contacto de tu cuenta de {{app}} han cambiado. ¿No fuiste tu? Cambia la contraseña.',
      subject: 'Los datos de contacto de tu cuenta de {{app}} han cambiado',
      facts: when,
      notYou: '¿No fuiste tú? Inicia sesión, cambia tu contraseña y revisa tus formas de verificar.',
    },
    BackupCodeUsedNotice: {
      sms: 'Se ha usado una clave de respaldo en {{app}}. ¿No fuiste tu? Cambia la contraseña y crea claves nuevas.',
      subject: 'Se usó un código de respaldo para entrar en {{app}}',
      facts: ['Cada código de respaldo sirve una vez, así que ese está gastado.', ...when],
      notYou: '¿No fuiste tú? Cambia tu contraseña y crea códigos de respaldo nuevos.',
    },
    AccountDeletedNotice: {
      sms: 'Tu cuenta de {{app}} se ha eliminado: {{device}}, {{time}}. ¿No fuiste tu? Escribenos.',
      subject: 'Tu cuenta de {{app}} se ha eliminado',
      facts: ['Todo lo que sabíamos de ti ha desaparecido.', ...when],
      notYou: '¿No fuiste tú? Escríbenos. No podemos recuperar la cuenta, pero queremos saberlo.',
    },
    AccountLockedNotice: {
      sms: 'Demasiados intentos: hemos pausado una forma de entrar en {{app}}. ¿No fuiste tu? Cambia la contraseña.',
      subject: 'Hemos pausado una forma de entrar en tu cuenta de {{app}}',
      facts: ['Hubo demasiados intentos fallidos. Las demás formas siguen funcionando.', ...when],
      notYou: '¿No fuiste tú? Nadie entró. Aun así es un buen momento para cambiar tu contraseña.',
    },
  },
}
