import type { Texts } from './types'

const when = ['设备：{{device}}', '时间：{{time}}']

/** Simplified Chinese. */
export const zhCN: Texts = {
  tag: 'zh-CN',
  dir: 'ltr',
  heading: '您的验证码',
  codeLine: '您的验证码：{{code}}',
  subject: '{{code}} 是您的 {{app}} 验证码',
  expiry: '{{minutes}} 分钟内有效。',
  reference: '参考编号 {{requestId}}',
  codes: {
    SignIn: {
      sms: '{{code}} 是您的 {{app}} 验证码，{{minutes}} 分钟内有效。请勿告知他人。',
      why: '用它登录 {{app}}。',
      notYou: '不是您本人操作？请忽略此消息。没有验证码，任何人都无法登录。',
    },
    Register: {
      sms: '{{code}} 是您的 {{app}} 验证码，{{minutes}} 分钟内有效。请勿告知他人。',
      why: '欢迎。用它完成 {{app}} 账号的创建。',
      notYou: '不是您本人操作？请忽略此消息。没有验证码，不会创建任何内容。',
    },
    ForgotPassword: {
      sms: '{{code}} 是您重置 {{app}} 密码的验证码，{{minutes}} 分钟内有效。请勿告知他人。',
      why: '用它为 {{app}} 设置新密码。',
      notYou: '不是您本人操作？请忽略此消息。您的密码保持不变。',
    },
    Generic: {
      sms: '{{code}} 是您的 {{app}} 验证码，{{minutes}} 分钟内有效。请勿告知他人。',
      why: '用它继续使用 {{app}}。',
      notYou: '不是您本人操作？请忽略此消息。',
    },
    UserPermissionValidation: {
      sms: '{{code}} 是您确认 {{app}} 更改的验证码，{{minutes}} 分钟内有效。请勿告知他人。',
      why: '更改 {{app}} 账号之前，用它确认是您本人。',
      notYou: '不是您本人操作？可能有人以您的身份登录。请更改密码并退出其他设备。',
    },
    BindNewIdentifier: {
      sms: '{{code}} 是您将此号码添加到 {{app}} 的验证码，{{minutes}} 分钟内有效。请勿告知他人。',
      why: '用它将此地址添加到您的 {{app}} 账号。',
      notYou: '不是您本人操作？请忽略此消息。没有验证码，不会添加该地址。',
    },
    MfaVerification: {
      sms: '{{code}} 是您的 {{app}} 验证码，{{minutes}} 分钟内有效。请勿告知他人。',
      why: '用它确认是您本人。我们绝不会打电话索要验证码。',
      notYou: '不是您本人操作？可能有人知道您的密码。请更改密码，并妥善保管此验证码。',
    },
    BindMfa: {
      sms: '{{code}} 是您将此手机添加到 {{app}} 的验证码。',
      why: '用它将此邮箱添加为 {{app}} 的验证方式。',
      notYou: '不是您本人操作？请忽略此消息。没有验证码，不会添加任何内容。',
    },
  },
  notices: {
    NewDeviceNotice: {
      sms: '您的 {{app}} 账号有新登录：{{device}}，{{time}}。不是您？请更改密码。',
      subject: '您的 {{app}} 账号有新登录',
      facts: when,
      notYou: '不是您本人操作？请登录，更改密码并检查验证方式。',
    },
    FactorAddedNotice: {
      sms: '{{factorLabel}}已添加到您的 {{app}} 账号。不是您？请登录并移除。',
      subject: '{{factorLabel}}已添加到您的 {{app}} 账号',
      facts: ['今后可用它验证登录。', ...when],
      notYou: '不是您本人操作？请登录，移除它并更改密码。',
    },
    FactorRemovedNotice: {
      sms: '{{factorLabel}}已从您的 {{app}} 账号移除。不是您？请更改密码。',
      subject: '{{factorLabel}}已从您的 {{app}} 账号移除',
      facts: ['它不能再用于验证。', ...when],
      notYou: '不是您本人操作？请登录，更改密码并检查验证方式。',
    },
    PasswordChangedNotice: {
      sms: '您的 {{app}} 密码已更改。不是您？请立即重置。',
      subject: '您的 {{app}} 密码已更改',
      facts: when,
      notYou: '不是您本人操作？请立即重置密码并检查验证方式。',
    },
    AccountExistsNotice: {
      sms: '有人尝试用此号码创建 {{app}} 账号。您已有账号，直接登录即可。不是您？请忽略。',
      subject: '您已有 {{app}} 账号',
      facts: ['有人尝试用此地址创建账号。', '如果是您，请直接登录。忘记密码可在登录页面重置。'],
      notYou: '不是您本人操作？无需任何操作。没有人登录，也没有任何更改。',
    },
    ContactChangedNotice: {
      sms: '您的 {{app}} 账号联系方式已更改。不是您？请更改密码。',
      subject: '您的 {{app}} 账号联系方式已更改',
      facts: when,
      notYou: '不是您本人操作？请登录，更改密码并检查验证方式。',
    },
    BackupCodeUsedNotice: {
      sms: '有人用备用码登录了 {{app}}。不是您？请更改密码并生成新备用码。',
      subject: '有人用备用码登录了 {{app}}',
      facts: ['每个备用码只能使用一次，该备用码已失效。', ...when],
      notYou: '不是您本人操作？请更改密码并生成新的备用码。',
    },
    SessionEndedNotice: {
      sms: '有人使用了{{app}}登录凭据的副本,我们已结束该会话。如不清楚原因,请修改密码。',
      subject: '您的{{app}}账户有一个会话已被结束',
      facts: ['该会话的密钥被使用了两次,可能已被复制。', ...when],
      notYou: '不清楚原因?请修改密码。',
    },
    AccountDeletedNotice: {
      sms: '您的 {{app}} 账号已删除：{{device}}，{{time}}。不是您？请联系我们。',
      subject: '您的 {{app}} 账号已删除',
      facts: ['我们掌握的有关您的信息已全部清除。', ...when],
      notYou: '不是您本人操作？请联系我们。我们无法恢复账号，但希望了解情况。',
    },
    AccountLockedNotice: {
      sms: '错误次数过多，我们暂停了 {{app}} 的一种登录方式。不是您？请更改密码。',
      subject: '我们暂停了您 {{app}} 账号的一种登录方式',
      facts: ['错误次数过多。其他验证方式仍可使用。', ...when],
      notYou: '不是您本人操作？没有人登录。不过现在更改密码仍是好主意。',
    },
  },
}
