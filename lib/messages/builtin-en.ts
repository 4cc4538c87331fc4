import type { BuiltIn } from './builtin'
import type { CodeUsage, NoticeUsage, Usage } from './usage'

const autofill = '\n\n@{{domain}} #{{code}}'
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const h1 = 'margin:0 0 12px;font-size:22px;line-height:1.3'
const big =
  'margin:20px 0;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:34px;font-weight:700;letter-spacing:6px;line-height:1.2'
const small = 'margin:20px 0 0;font-size:13px;line-height:1.5;opacity:.75'
const line = 'margin:0 0 8px;font-size:16px;line-height:1.5'

const page = (body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body style="margin:0;padding:24px;${font}"><div style="max-width:480px;margin:0 auto">
${body}
<p style="${small}">{{app}} &middot; Reference {{requestId}}</p>
</div></body></html>`

type Code = { sms: string; why: string; notYou: string }

/** `why` says what the code does, `notYou` what to do when it was somebody else. */
const codes: Record<CodeUsage, Code> = {
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

function codeMessage({ sms, why, notYou }: Code): BuiltIn {
  const expiry = 'It expires in {{minutes}} minutes.'
  return {
    sms: { text: sms + autofill },
    email: {
      subject: '{{code}} is your {{app}} code',
      text: `Your code: {{code}}\n\n${why}\n${expiry}\n\n${notYou}\n\n{{app}} - Reference {{requestId}}`,
      html: page(
        `<h1 style="${h1}">Your code</h1>\n<p style="${line}">${why}</p>\n<p style="${big}">{{code}}</p>\n` +
          `<p style="${line}">${expiry}</p>\n<p style="${line}">${notYou}</p>`,
      ),
    },
  }
}

type Notice = { sms: string; subject: string; facts: string[]; notYou: string }

const when = ['From: {{device}}', 'When: {{time}}']
const secure = 'Not you? Sign in, change your password and check your ways to verify.'

/** `facts` are the lines under the heading; the subject is the heading. */
const notices: Record<NoticeUsage, Notice> = {
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
  AccountLockedNotice: {
    sms: 'We paused a way to sign in to your {{app}} account after too many wrong tries. Not you? Change your password.',
    subject: 'We paused a way to sign in to your {{app}} account',
    facts: ['There were too many wrong tries. Other ways to verify still work.', ...when],
    notYou: 'Not you? Nobody got in. It is still a good moment to change your password.',
  },
}

const noticeMessage = ({ sms, subject, facts, notYou }: Notice): BuiltIn => ({
  sms: { text: sms },
  email: {
    subject,
    text: `${subject}\n\n${facts.join('\n')}\n\n${notYou}\n\n{{app}} - Reference {{requestId}}`,
    html: page(
      [`<h1 style="${h1}">${subject}</h1>`, ...[...facts, notYou].map((words) => `<p style="${line}">${words}</p>`)].join('\n'),
    ),
  },
})

const built = <U extends Usage, T>(from: Record<U, T>, make: (input: T) => BuiltIn) =>
  Object.entries<T>(from).map(([usage, input]) => [usage, make(input)] as const)

/** The texts that ship, in English. SMS: ASCII only, so that each is one segment (ux.md §5.2). */
export const en = Object.fromEntries([...built(codes, codeMessage), ...built(notices, noticeMessage)]) as Record<Usage, BuiltIn>
