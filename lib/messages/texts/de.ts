import type { Texts } from './types'

const when = ['Von: {{device}}', 'Wann: {{time}}']

/** German. SMS: GSM-7 only. */
export const de: Texts = {
  tag: 'de',
  dir: 'ltr',
  heading: 'Ihr Code',
  codeLine: 'Ihr Code: {{code}}',
  subject: '{{code}} ist Ihr Code von {{app}}',
  expiry: 'Er gilt {{minutes}} Minuten.',
  reference: 'Referenz {{requestId}}',
  codes: {
    SignIn: {
      sms: '{{code}} ist Ihr Code von {{app}}. Er gilt {{minutes}} Minuten. Nicht weitergeben.',
      why: 'Damit melden Sie sich bei {{app}} an.',
      notYou: 'Das waren nicht Sie? Dann ignorieren Sie diese Nachricht. Ohne den Code kommt niemand hinein.',
    },
    Register: {
      sms: '{{code}} ist Ihr Code von {{app}}. Er gilt {{minutes}} Minuten. Nicht weitergeben.',
      why: 'Willkommen. Damit schließen Sie Ihr Konto bei {{app}} ab.',
      notYou: 'Das waren nicht Sie? Dann ignorieren Sie diese Nachricht. Ohne den Code wird nichts angelegt.',
    },
    ForgotPassword: {
      sms: '{{code}} ist Ihr Code, um das Passwort bei {{app}} zurückzusetzen. Er gilt {{minutes}} Minuten. Nicht weitergeben.',
      why: 'Damit wählen Sie ein neues Passwort für {{app}}.',
      notYou: 'Das waren nicht Sie? Dann ignorieren Sie diese Nachricht. Ihr Passwort bleibt, wie es ist.',
    },
    Generic: {
      sms: '{{code}} ist Ihr Code von {{app}}. Er gilt {{minutes}} Minuten. Nicht weitergeben.',
      why: 'Damit machen Sie bei {{app}} weiter.',
      notYou: 'Das waren nicht Sie? Dann ignorieren Sie diese Nachricht.',
    },
    UserPermissionValidation: {
      sms: '{{code}} ist Ihr Code, um eine Änderung bei {{app}} zu bestätigen. Er gilt {{minutes}} Minuten. Nicht weitergeben.',
      why: 'Damit bestätigen Sie, dass Sie es sind, bevor Sie Ihr Konto bei {{app}} ändern.',
      notYou:
        'Das waren nicht Sie? Vielleicht ist jemand in Ihrem Namen angemeldet. Ändern Sie Ihr Passwort und melden Sie andere Geräte ab.',
    },
    BindNewIdentifier: {
      sms: '{{code}} ist Ihr Code, um diese Nummer bei {{app}} zu hinterlegen. Er gilt {{minutes}} Minuten. Nicht weitergeben.',
      why: 'Damit hinterlegen Sie diese Adresse in Ihrem Konto bei {{app}}.',
      notYou: 'Das waren nicht Sie? Dann ignorieren Sie diese Nachricht. Ohne den Code wird die Adresse nicht hinterlegt.',
    },
    MfaVerification: {
      sms: '{{code}} ist Ihr Code von {{app}}. Er gilt {{minutes}} Minuten. Nicht weitergeben.',
      why: 'Damit bestätigen Sie, dass Sie es sind. Wir rufen nie an, um danach zu fragen.',
      notYou: 'Das waren nicht Sie? Vielleicht kennt jemand Ihr Passwort. Ändern Sie es, und behalten Sie diesen Code für sich.',
    },
    BindMfa: {
      sms: '{{code}} ist Ihr Code, um dieses Telefon bei {{app}} hinzuzufügen.',
      why: 'Damit fügen Sie dieses Postfach als Weg zur Bestätigung bei {{app}} hinzu.',
      notYou: 'Das waren nicht Sie? Dann ignorieren Sie diese Nachricht. Ohne den Code wird nichts hinzugefügt.',
    },
  },
  notices: {
    NewDeviceNotice: {
      sms: 'Neue Anmeldung bei {{app}}: {{device}}, {{time}}. Nicht Sie? Ändern Sie Ihr Passwort.',
      subject: 'Neue Anmeldung bei {{app}}',
      facts: when,
      notYou: 'Das waren nicht Sie? Melden Sie sich an, ändern Sie Ihr Passwort und prüfen Sie Ihre Wege zur Bestätigung.',
    },
    FactorAddedNotice: {
      sms: '{{factorLabel}} wurde Ihrem Konto bei {{app}} hinzugefügt. Nicht Sie? Melden Sie sich an und entfernen Sie es.',
      subject: '{{factorLabel}} wurde Ihrem Konto bei {{app}} hinzugefügt',
      facts: ['Damit kann ab jetzt die Anmeldung bestätigt werden.', ...when],
      notYou: 'Das waren nicht Sie? Melden Sie sich an, entfernen Sie es und ändern Sie Ihr Passwort.',
    },
    FactorRemovedNotice: {
      sms: '{{factorLabel}} wurde aus Ihrem Konto bei {{app}} entfernt. Nicht Sie? Ändern Sie Ihr Passwort.',
      subject: '{{factorLabel}} wurde aus Ihrem Konto bei {{app}} entfernt',
      facts: ['Damit kann nichts mehr bestätigt werden.', ...when],
      notYou: 'Das waren nicht Sie? Melden Sie sich an, ändern Sie Ihr Passwort und prüfen Sie Ihre Wege zur Bestätigung.',
    },
    PasswordChangedNotice: {
      sms: 'Ihr Passwort bei {{app}} wurde geändert. Nicht Sie? Setzen Sie es jetzt zurück.',
      subject: 'Ihr Passwort bei {{app}} wurde geändert',
      facts: when,
      notYou: 'Das waren nicht Sie? Setzen Sie Ihr Passwort jetzt zurück und prüfen Sie Ihre Wege zur Bestätigung.',
    },
    AccountExistsNotice: {
      sms: 'Jemand wollte mit dieser Nummer ein Konto bei {{app}} anlegen. Sie haben schon eines: melden Sie sich an. Nicht Sie? Ignorieren.',
      subject: 'Sie haben schon ein Konto bei {{app}}',
      facts: [
        'Jemand wollte mit dieser Adresse ein Konto anlegen.',
        'Wenn Sie das waren, melden Sie sich einfach an. Ein vergessenes Passwort setzen Sie auf der Anmeldeseite zurück.',
      ],
      notYou: 'Das waren nicht Sie? Sie müssen nichts tun. Niemand kam hinein, und nichts wurde geändert.',
    },
    ContactChangedNotice: {
      sms: 'Die Kontaktdaten Ihres Kontos bei {{app}} wurden geändert. Nicht Sie? Ändern Sie Ihr Passwort.',
      subject: 'Die Kontaktdaten Ihres Kontos bei {{app}} wurden geändert',
      facts: when,
      notYou: 'Das waren nicht Sie? Melden Sie sich an, ändern Sie Ihr Passwort und prüfen Sie Ihre Wege zur Bestätigung.',
    },
    BackupCodeUsedNotice: {
      sms: 'Bei {{app}} wurde ein Backup-Code verwendet. Nicht Sie? Ändern Sie Ihr Passwort und erstellen Sie neue Codes.',
      subject: 'Bei {{app}} wurde ein Backup-Code verwendet',
      facts: ['Jeder Backup-Code gilt einmal, dieser ist also verbraucht.', ...when],
      notYou: 'Das waren nicht Sie? Ändern Sie Ihr Passwort und erstellen Sie neue Backup-Codes.',
    },
    SessionEndedNotice: {
      sms: 'Ein Zugang zu {{app}} wurde kopiert verwendet. Wir haben die Sitzung beendet. Ändern Sie im Zweifel Ihr Passwort.',
      subject: 'Eine Sitzung bei {{app}} wurde beendet',
      facts: ['Ein Schlüssel dieser Sitzung wurde zweimal verwendet, vielleicht wurde er kopiert.', ...when],
      notYou: 'Sie wissen nicht, warum? Ändern Sie Ihr Passwort.',
    },
    AccountDeletedNotice: {
      sms: 'Ihr Konto bei {{app}} wurde gelöscht: {{device}}, {{time}}. Nicht Sie? Melden Sie sich bei uns.',
      subject: 'Ihr Konto bei {{app}} wurde gelöscht',
      facts: ['Alles, was wir über Sie wussten, ist gelöscht.', ...when],
      notYou: 'Das waren nicht Sie? Melden Sie sich bei uns. Zurückholen können wir das Konto nicht, aber wir möchten es wissen.',
    },
    AccountLockedNotice: {
      sms: 'Nach zu vielen Fehlversuchen haben wir einen Anmeldeweg bei {{app}} pausiert. Nicht Sie? Ändern Sie Ihr Passwort.',
      subject: 'Wir haben einen Anmeldeweg Ihres Kontos bei {{app}} pausiert',
      facts: ['Es gab zu viele Fehlversuche. Andere Wege funktionieren weiter.', ...when],
      notYou: 'Das waren nicht Sie? Niemand kam hinein. Trotzdem ist es ein guter Moment, das Passwort zu ändern.',
    },
  },
}
