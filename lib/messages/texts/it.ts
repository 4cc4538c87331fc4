import type { Texts } from './types'

const when = ['Da: {{device}}', 'Quando: {{time}}']

/** Italian. SMS: GSM-7 only. */
export const it: Texts = {
  tag: 'it',
  dir: 'ltr',
  heading: 'Il tuo codice',
  codeLine: 'Il tuo codice: {{code}}',
  subject: '{{code}} è il tuo codice {{app}}',
  expiry: 'Scade tra {{minutes}} minuti.',
  reference: 'Riferimento {{requestId}}',
  codes: {
    SignIn: {
      sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
      why: 'Usalo per accedere a {{app}}.',
      notYou: 'Non sei tu? Ignora questo messaggio. Senza il codice non entra nessuno.',
    },
    Register: {
      sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
      why: 'Benvenuto. Usalo per completare il tuo account {{app}}.',
      notYou: 'Non sei tu? Ignora questo messaggio. Senza il codice non viene creato nulla.',
    },
    ForgotPassword: {
      sms: '{{code}} è il tuo codice per reimpostare la password di {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
      why: 'Usalo per scegliere una nuova password di {{app}}.',
      notYou: 'Non sei tu? Ignora questo messaggio. La password resta com’è.',
    },
    Generic: {
      sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
      why: 'Usalo per continuare con {{app}}.',
      notYou: 'Non sei tu? Ignora questo messaggio.',
    },
    UserPermissionValidation: {
      sms: '{{code}} è il tuo codice per confermare una modifica in {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
      why: 'Usalo per confermare che sei tu prima di modificare il tuo account {{app}}.',
      notYou:
        'Non sei tu? Qualcuno potrebbe essere entrato al tuo posto. Cambia la password e disconnetti gli altri dispositivi.',
    },
    BindNewIdentifier: {
      sms: '{{code}} è il tuo codice per aggiungere questo numero a {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
      why: 'Usalo per aggiungere questo indirizzo al tuo account {{app}}.',
      notYou: 'Non sei tu? Ignora questo messaggio. Senza il codice l’indirizzo non viene aggiunto.',
    },
    MfaVerification: {
      sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
      why: 'Usalo per confermare che sei tu. Non ti chiameremo mai per chiederlo.',
      notYou: 'Non sei tu? Qualcuno potrebbe conoscere la tua password. Cambiala e tieni per te questo codice.',
    },
    BindMfa: {
      sms: '{{code}} è il tuo codice per aggiungere questo telefono a {{app}}.',
      why: 'Usalo per aggiungere questa casella come modo di verifica in {{app}}.',
      notYou: 'Non sei tu? Ignora questo messaggio. Senza il codice non viene aggiunto nulla.',
    },
  },
  notices: {
    NewDeviceNotice: {
      sms: 'Nuovo accesso al tuo account {{app}}: {{device}}, {{time}}. Non sei tu? Cambia la password.',
      subject: 'Nuovo accesso al tuo account {{app}}',
      facts: when,
      notYou: 'Non sei tu? Accedi, cambia la password e controlla i tuoi modi di verifica.',
    },
    FactorAddedNotice: {
      sms: '{{factorLabel}}: aggiunto al tuo account {{app}}. Non sei tu? Accedi e rimuovilo.',
      subject: '{{factorLabel}}: aggiunto al tuo account {{app}}',
      facts: ["D'ora in poi serve a verificare quando accedi.", ...when],
      notYou: 'Non sei tu? Accedi, rimuovilo e cambia la password.',
    },
    FactorRemovedNotice: {
      sms: '{{factorLabel}}: rimosso dal tuo account {{app}}. Non sei tu? Cambia la password.',
      subject: '{{factorLabel}}: rimosso dal tuo account {{app}}',
      facts: ['Non serve più a verificare.', ...when],
      notYou: 'Non sei tu? Accedi, cambia la password e controlla i tuoi modi di verifica.',
    },
    PasswordChangedNotice: {
      sms: 'La password di {{app}} è stata cambiata. Non sei tu? Reimpostala subito.',
      subject: 'La tua password di {{app}} è stata cambiata',
      facts: when,
      notYou: 'Non sei tu? Reimposta subito la password e controlla i tuoi modi di verifica.',
    },
    AccountExistsNotice: {
      sms: 'Qualcuno ha provato a creare un account {{app}} con questo numero. Ne hai già uno: accedi. Non sei tu? Ignora.',
      subject: 'Hai già un account {{app}}',
      facts: [
        'Qualcuno ha provato a creare un account con questo indirizzo.',
        'Se eri tu, accedi. Una password dimenticata si reimposta nella pagina di accesso.',
      ],
      notYou: 'Non sei tu? Non c’è nulla da fare. Nessuno è entrato e nulla è cambiato.',
    },
    ContactChangedNotice: {
      sms: 'I dati di contatto del tuo account {{app}} sono cambiati. Non sei tu? Cambia la password.',
      subject: 'I dati di contatto del tuo account {{app}} sono cambiati',
      facts: when,
      notYou: 'Non sei tu? Accedi, cambia la password e controlla i tuoi modi di verifica.',
    },
    BackupCodeUsedNotice: {
      sms: 'Un codice di riserva è stato usato per {{app}}. Non sei tu? Cambia la password e crea nuovi codici.',
      subject: 'Un codice di riserva è stato usato per accedere a {{app}}',
      facts: ['Ogni codice di riserva vale una volta, quindi quello è speso.', ...when],
      notYou: 'Non sei tu? Cambia la password e crea nuovi codici di riserva.',
    },
    AccountDeletedNotice: {
      sms: 'Il tuo account {{app}} è stato eliminato: {{device}}, {{time}}. Non sei tu? Contattaci.',
      subject: 'Il tuo account {{app}} è stato eliminato',
      facts: ['Tutto ciò che sapevamo di te è stato cancellato.', ...when],
      notYou: 'Non sei tu? Contattaci. Non possiamo ripristinare l’account, ma vogliamo saperlo.',
    },
    AccountLockedNotice: {
      sms: 'Troppi tentativi: abbiamo messo in pausa un modo di accedere a {{app}}. Non sei tu? Cambia la password.',
      subject: 'Abbiamo messo in pausa un modo di accedere al tuo account {{app}}',
      facts: ['Ci sono stati troppi tentativi errati. Gli altri modi funzionano ancora.', ...when],
      notYou: 'Non sei tu? Nessuno è entrato. È comunque un buon momento per cambiare la password.',
    },
  },
}
