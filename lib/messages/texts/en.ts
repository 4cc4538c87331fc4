import type { Texts } from './types'

const codes: Texts['codes'] = {
  SignIn: {
    sms: "{{code}} is your {{app}} code. It expires in {{minutes}} minutes. Don't share it.",
    why: 'Use it to sign in to {{app}}.',
    notYou: 'Not you? You can ignore this message. Nobody gets in without the code.',
  },
  Register: {
    sms: "{{code}} is your {{app}} code. It expires in {{minutes}} minutes. Don't share it.",
    why: 'Welcome. Use it to finish creating your {{app}} account.',
    notYou: 'Not you? You can ignore this message. Nothing is created without the code.',
  },
  ForgotPassword: {
    sms: "{{code}} is your code to reset your {{app}} password. It expires in {{minutes}} minutes. Don't share it.",
    why: 'Use it to choose a new password for {{app}}.',
    notYou: 'Not you? You can ignore this message. Your password stays as it is.',
  },
  Generic: {
    sms: "{{code}} is your {{app}} code. It expires in {{minutes}} minutes. Don't share it.",
    why: 'Use it to continue with {{app}}.',
    notYou: 'Not you? You can ignore this message.',
  },
  UserPermissionValidation: {
    sms: "{{code}} is your code to confirm a change in {{app}}. It expires in {{minutes}} minutes. Don't share it.",
    why: "Use it to confirm it's you before you change your {{app}} account.",
    notYou: 'Not you? Someone may be signed in as you. Change your password and sign out other devices.',
  },
  BindNewIdentifier: {
    sms: "{{code}} is your code to add this number to {{app}}. It expires in {{minutes}} minutes. Don't share it.",
    why: 'Use it to add this address to your {{app}} account.',
    notYou: 'Not you? You can ignore this message. The address is not added without the code.',
  },
  MfaVerification: {
    sms: "{{code}} is your {{app}} code. It expires in {{minutes}} minutes. Don't share it.",
    why: "Use it to confirm it's you. We'll never call you to ask for it.",
    notYou: 'Not you? Someone may know your password. Change it, and keep this code to yourself.',
  },
  BindMfa: {
    sms: '{{code}} is your code to add this phone to {{app}}.',
    why: 'Use it to add this mailbox as a way to verify in {{app}}.',
    notYou: 'Not you? You can ignore this message. Nothing is added without the code.',
  },
}

const when = ['From: {{device}}', 'When: {{time}}']
const secure = 'Not you? Sign in, change your password and check your ways to verify.'

const notices: Texts['notices'] = {
  NewDeviceNotice: {
    sms: 'New sign-in to your {{app}} account: {{device}}, {{time}}. Not you? Change your password.',
    subject: 'New sign-in to your {{app}} account',
    facts: when,
    notYou: secure,
  },
  FactorAddedNotice: {
    sms: '{{factorLabel}} was added to your {{app}} account. Not you? Sign in and remove it.',
    subject: '{{factorLabel}} was added to your {{app}} account',
    facts: ['It can now be used to verify when you sign in.', ...when],
    notYou: 'Not you? Sign in, remove it and change your password.',
  },
  FactorRemovedNotice: {
    sms: '{{factorLabel}} was removed from your {{app}} account. Not you? Change your password.',
    subject: '{{factorLabel}} was removed from your {{app}} account',
    facts: ['It can no longer be used to verify.', ...when],
    notYou: secure,
  },
  PasswordChangedNotice: {
    sms: 'Your {{app}} password was changed. Not you? Reset it now.',
    subject: 'Your {{app}} password was changed',
    facts: when,
    notYou: 'Not you? Reset your password now and check your ways to verify.',
  },
  AccountExistsNotice: {
    sms: 'Someone tried to create a {{app}} account with this number. You already have one: just sign in. Not you? Ignore this.',
    subject: 'You already have a {{app}} account',
    facts: [
      'Someone tried to create an account with this address.',
      'If it was you, sign in instead. If you forgot your password, you can reset it on the sign-in page.',
    ],
    notYou: 'Not you? There is nothing to do. Nobody got in, and nothing was changed.',
  },
  ContactChangedNotice: {
    sms: 'The contact details of your {{app}} account were changed. Not you? Change your password.',
    subject: 'The contact details of your {{app}} account were changed',
    facts: when,
    notYou: secure,
  },
  BackupCodeUsedNotice: {
    sms: 'A backup code was used to sign in to {{app}}. Not you? Change your password and make new codes.',
    subject: 'A backup code was used to sign in to {{app}}',
    facts: ['Each backup code works once, so that one is spent.', ...when],
    notYou: 'Not you? Change your password and make new backup codes.',
  },
  SessionEndedNotice: {
    sms: 'Somebody used a copy of a sign-in to {{app}}, so we ended that session. Change your password if you do not know why.',
    subject: 'A session of your {{app}} account was ended',
    facts: ['A key of that session was used twice, so somebody may have copied it.', ...when],
    notYou: 'Not sure why? Change your password.',
  },
  AccountDeletedNotice: {
    sms: 'Your {{app}} account was deleted: {{device}}, {{time}}. Not you? Contact us.',
    subject: 'Your {{app}} account was deleted',
    facts: ['Everything we knew about you is gone.', ...when],
    notYou: 'Not you? Contact us. We cannot bring the account back, but we want to know.',
  },
  AccountLockedNotice: {
    sms: 'We paused a way to sign in to your {{app}} account after too many wrong tries. Not you? Change your password.',
    subject: 'We paused a way to sign in to your {{app}} account',
    facts: ['There were too many wrong tries. Other ways to verify still work.', ...when],
    notYou: 'Not you? Nobody got in. It is still a good moment to change your password.',
  },
}

/** English. SMS: ASCII only, so that each is one segment (ux.md §5.2). */
export const en: Texts = {
  tag: 'en',
  dir: 'ltr',
  heading: 'Your code',
  codeLine: 'Your code: {{code}}',
  subject: '{{code}} is your {{app}} code',
  expiry: 'It expires in {{minutes}} minutes.',
  reference: 'Reference {{requestId}}',
  codes,
  notices,
}
