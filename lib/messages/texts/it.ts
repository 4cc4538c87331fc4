import type { Texts } from './types'

const codes: Texts['codes'] = {
  SignIn: {
    sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
    why: 'Usalo per accedere a {{app}}.',
    notYou: 'Non eri tu? Puoi ignorare questo messaggio. Nessuno entra senza il codice.',
  },
  Register: {
    sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
    why: 'Ti diamo il benvenuto. Usalo per finire di creare il tuo account {{app}}.',
    notYou: 'Non eri tu? Puoi ignorare questo messaggio. Senza il codice non viene creato nulla.',
  },
  ForgotPassword: {
    sms: '{{code}} è il codice per reimpostare la tua password {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
    why: 'Usalo per scegliere una nuova password per {{app}}.',
    notYou: 'Non eri tu? Puoi ignorare questo messaggio. La tua password resta la stessa.',
  },
  Generic: {
    sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
    why: 'Usalo per continuare su {{app}}.',
    notYou: 'Non eri tu? Puoi ignorare questo messaggio.',
  },
  UserPermissionValidation: {
    sms: '{{code}} è il codice per confermare una modifica su {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
    why: 'Usalo per confermare la tua identità prima di modificare il tuo account {{app}}.',
    notYou:
      "Non eri tu? Qualcuno potrebbe aver eseguito l'accesso al posto tuo. Cambia la password ed esci dagli altri dispositivi.",
  },
  BindNewIdentifier: {
    sms: '{{code}} è il codice per aggiungere questo numero a {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
    why: 'Usalo per aggiungere questo indirizzo al tuo account {{app}}.',
    notYou: "Non eri tu? Puoi ignorare questo messaggio. Senza il codice l'indirizzo non viene aggiunto.",
  },
  MfaVerification: {
    sms: '{{code}} è il tuo codice {{app}}. Scade tra {{minutes}} minuti. Non condividerlo.',
    why: 'Usalo per confermare la tua identità. Non ti chiameremo mai per chiedertelo.',
    notYou: 'Non eri tu? Qualcuno potrebbe conoscere la tua password. Cambiala e non dare questo codice a nessuno.',
  },
  BindMfa: {
    sms: '{{code}} è il codice per aggiungere questo telefono a {{app}}.',
    why: 'Usalo per aggiungere questa email come metodo di verifica su {{app}}.',
    notYou: 'Non eri tu? Puoi ignorare questo messaggio. Senza il codice non viene aggiunto nulla.',
  },
}

const when = ['Da: {{device}}', 'Quando: {{time}}']
const secure = 'Non eri tu? Accedi, cambia la password e controlla i tuoi metodi di verifica.'

const notices: Texts['notices'] = {
  NewDeviceNotice: {
    sms: 'Nuovo accesso al tuo account {{app}}: {{device}}, {{time}}. Non eri tu? Cambia la password.',
    subject: 'Nuovo accesso al tuo account {{app}}',
    facts: when,
    notYou: secure,
  },
  FactorAddedNotice: {
    sms: 'Nuovo metodo nel tuo account {{app}}: {{factorLabel}}. Non eri tu? Accedi e rimuovilo.',
    subject: 'Nuovo metodo nel tuo account {{app}}: {{factorLabel}}',
    facts: ['Ora si può usare per la verifica quando accedi.', ...when],
    notYou: 'Non eri tu? Accedi, rimuovilo e cambia la password.',
  },
  FactorRemovedNotice: {
    sms: 'Metodo rimosso dal tuo account {{app}}: {{factorLabel}}. Non eri tu? Cambia la password.',
    subject: 'Metodo rimosso dal tuo account {{app}}: {{factorLabel}}',
    facts: ['Non si può più usare per la verifica.', ...when],
    notYou: secure,
  },
  PasswordChangedNotice: {
    sms: 'La tua password {{app}} è cambiata. Non eri tu? Reimpostala subito.',
    subject: 'La tua password {{app}} è cambiata',
    facts: when,
    notYou: 'Non eri tu? Reimposta subito la password e controlla i tuoi metodi di verifica.',
  },
  AccountExistsNotice: {
    sms: 'Qualcuno ha provato a creare un account {{app}} con questo numero. Ne hai già uno: accedi. Non eri tu? Ignora il messaggio.',
    subject: 'Hai già un account {{app}}',
    facts: [
      'Qualcuno ha provato a creare un account con questo indirizzo.',
      'Se eri tu, accedi. Se hai dimenticato la password, puoi reimpostarla nella pagina di accesso.',
    ],
    notYou: 'Non eri tu? Non devi fare nulla. Nessuno è entrato e nulla è cambiato.',
  },
  ContactChangedNotice: {
    sms: 'I recapiti del tuo account {{app}} sono cambiati. Non eri tu? Cambia la password.',
    subject: 'I recapiti del tuo account {{app}} sono cambiati',
    facts: when,
    notYou: secure,
  },
  BackupCodeUsedNotice: {
    sms: 'Un codice di backup è stato usato per accedere a {{app}}. Non eri tu? Cambia la password e crea nuovi codici.',
    subject: 'È stato usato un codice di backup per accedere a {{app}}',
    facts: ['Ogni codice di backup funziona una volta, quindi quello non vale più.', ...when],
    notYou: 'Non eri tu? Cambia la password e crea nuovi codici di backup.',
  },
  SessionEndedNotice: {
    sms: 'Qualcuno ha usato la copia di un accesso a {{app}}: abbiamo chiuso quella sessione. Nel dubbio cambia la password.',
    subject: 'Abbiamo chiuso una sessione del tuo account {{app}}',
    facts: ['Una chiave di quella sessione è stata usata due volte: forse qualcuno la ha copiata.', ...when],
    notYou: 'Non sai perché? Cambia la password.',
  },
  AccountDeletedNotice: {
    sms: 'Il tuo account {{app}} è stato eliminato: {{device}}, {{time}}. Non sei tu? Contattaci.',
    subject: 'Il tuo account {{app}} è stato eliminato',
    facts: ['Tutto ciò che sapevamo di te è stato cancellato.', ...when],
    notYou: 'Non sei tu? Contattaci. Non possiamo ripristinare l’account, ma vogliamo saperlo.',
  },
  AccountLockedNotice: {
    sms: 'Abbiamo messo in pausa un metodo di accesso al tuo account {{app}} per troppi tentativi errati. Non eri tu? Cambia la password.',
    subject: 'Abbiamo messo in pausa un metodo di accesso al tuo account {{app}}',
    facts: ['Ci sono stati troppi tentativi errati. Gli altri metodi di verifica funzionano ancora.', ...when],
    notYou: 'Non eri tu? Nessuno è entrato. È comunque un buon momento per cambiare la password.',
  },
}

/** Italian. SMS: GSM-7 letters only, so that each is one segment. */
export const it: Texts = {
  tag: 'it',
  dir: 'ltr',
  heading: 'Il tuo codice',
  codeLine: 'Il tuo codice: {{code}}',
  subject: '{{code}} è il tuo codice {{app}}',
  expiry: 'Scade tra {{minutes}} minuti.',
  reference: 'Riferimento {{requestId}}',
  codes,
  notices,
}
