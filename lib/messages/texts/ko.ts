import type { Texts } from './types'

const when = ['기기: {{device}}', '시간: {{time}}']

/** Korean. */
export const ko: Texts = {
  tag: 'ko',
  dir: 'ltr',
  heading: '인증 코드',
  codeLine: '코드: {{code}}',
  subject: '{{app}} 코드는 {{code}}입니다',
  expiry: '{{minutes}}분간 유효합니다.',
  reference: '참조 {{requestId}}',
  codes: {
    SignIn: {
      sms: '{{app}} 코드: {{code}} ({{minutes}}분간 유효). 아무에게도 알려 주지 마세요.',
      why: '{{app}}에 로그인할 때 사용하세요.',
      notYou: '본인이 아닌가요? 이 메시지를 무시하세요. 코드 없이는 아무도 들어올 수 없습니다.',
    },
    Register: {
      sms: '{{app}} 코드: {{code}} ({{minutes}}분간 유효). 아무에게도 알려 주지 마세요.',
      why: '환영합니다. {{app}} 계정을 만드는 데 사용하세요.',
      notYou: '본인이 아닌가요? 이 메시지를 무시하세요. 코드 없이는 아무것도 만들어지지 않습니다.',
    },
    ForgotPassword: {
      sms: '{{app}} 비밀번호 재설정 코드: {{code}} ({{minutes}}분간 유효). 알려 주지 마세요.',
      why: '{{app}}의 새 비밀번호를 정하는 데 사용하세요.',
      notYou: '본인이 아닌가요? 이 메시지를 무시하세요. 비밀번호는 그대로입니다.',
    },
    Generic: {
      sms: '{{app}} 코드: {{code}} ({{minutes}}분간 유효). 아무에게도 알려 주지 마세요.',
      why: '{{app}}에서 계속하는 데 사용하세요.',
      notYou: '본인이 아닌가요? 이 메시지를 무시하세요.',
    },
    UserPermissionValidation: {
      sms: '{{app}} 변경 확인 코드: {{code}} ({{minutes}}분간 유효). 알려 주지 마세요.',
      why: '{{app}} 계정을 변경하기 전에 본인 확인에 사용하세요.',
      notYou: '본인이 아닌가요? 누군가 대신 로그인했을 수 있습니다. 비밀번호를 변경하고 다른 기기에서 로그아웃하세요.',
    },
    BindNewIdentifier: {
      sms: '{{app}} 번호 등록 코드: {{code}} ({{minutes}}분간 유효). 알려 주지 마세요.',
      why: '{{app}} 계정에 이 주소를 등록하는 데 사용하세요.',
      notYou: '본인이 아닌가요? 이 메시지를 무시하세요. 코드 없이는 주소가 등록되지 않습니다.',
    },
    MfaVerification: {
      sms: '{{app}} 코드: {{code}} ({{minutes}}분간 유효). 아무에게도 알려 주지 마세요.',
      why: '본인 확인에 사용하세요. 코드를 전화로 묻는 일은 없습니다.',
      notYou: '본인이 아닌가요? 누군가 비밀번호를 알고 있을 수 있습니다. 비밀번호를 변경하고 이 코드를 알려 주지 마세요.',
    },
    BindMfa: {
      sms: '{{app}}에 이 전화를 추가하는 코드: {{code}}',
      why: '{{app}}의 확인 방법으로 이 메일함을 추가하는 데 사용하세요.',
      notYou: '본인이 아닌가요? 이 메시지를 무시하세요. 코드 없이는 아무것도 추가되지 않습니다.',
    },
  },
  notices: {
    NewDeviceNotice: {
      sms: '{{app}} 새 로그인: {{device}}, {{time}}. 본인이 아니면 비밀번호를 변경하세요.',
      subject: '{{app}} 계정에 새 로그인이 있었습니다',
      facts: when,
      notYou: '본인이 아닌가요? 로그인하여 비밀번호를 변경하고 확인 방법을 점검하세요.',
    },
    FactorAddedNotice: {
      sms: '{{app}} 계정에 {{factorLabel}} 추가됨. 본인이 아니면 로그인하여 제거하세요.',
      subject: '{{app}} 계정에 {{factorLabel}} 추가됨',
      facts: ['이제 로그인할 때 확인에 사용할 수 있습니다.', ...when],
      notYou: '본인이 아닌가요? 로그인하여 제거하고 비밀번호를 변경하세요.',
    },
    FactorRemovedNotice: {
      sms: '{{app}} 계정에서 {{factorLabel}} 제거됨. 본인이 아니면 비밀번호를 변경하세요.',
      subject: '{{app}} 계정에서 {{factorLabel}} 제거됨',
      facts: ['더 이상 확인에 사용할 수 없습니다.', ...when],
      notYou: '본인이 아닌가요? 로그인하여 비밀번호를 변경하고 확인 방법을 점검하세요.',
    },
    PasswordChangedNotice: {
      sms: '{{app}} 비밀번호가 변경되었습니다. 본인이 아니면 지금 재설정하세요.',
      subject: '{{app}} 비밀번호가 변경되었습니다',
      facts: when,
      notYou: '본인이 아닌가요? 지금 비밀번호를 재설정하고 확인 방법을 점검하세요.',
    },
    AccountExistsNotice: {
      sms: '누군가 이 번호로 {{app}} 계정을 만들려고 했습니다. 이미 계정이 있으니 로그인하세요.',
      subject: '이미 {{app}} 계정이 있습니다',
      facts: [
        '누군가 이 주소로 계정을 만들려고 했습니다.',
        '본인이라면 로그인하세요. 비밀번호는 로그인 페이지에서 재설정할 수 있습니다.',
      ],
      notYou: '본인이 아닌가요? 아무것도 하지 않아도 됩니다. 아무도 들어오지 않았고 바뀐 것도 없습니다.',
    },
    ContactChangedNotice: {
      sms: '{{app}} 계정의 연락처가 변경되었습니다. 본인이 아니면 비밀번호를 변경하세요.',
      subject: '{{app}} 계정의 연락처가 변경되었습니다',
      facts: when,
      notYou: '본인이 아닌가요? 로그인하여 비밀번호를 변경하고 확인 방법을 점검하세요.',
    },
    BackupCodeUsedNotice: {
      sms: '{{app}} 로그인에 백업 코드가 사용되었습니다. 본인이 아니면 비밀번호를 변경하고 코드를 새로 만드세요.',
      subject: '{{app}} 로그인에 백업 코드가 사용되었습니다',
      facts: ['백업 코드는 한 번만 쓸 수 있으므로 그 코드는 사용되었습니다.', ...when],
      notYou: '본인이 아닌가요? 비밀번호를 변경하고 백업 코드를 새로 만드세요.',
    },
    SessionEndedNotice: {
      sms: '{{app}} 로그인 정보의 복사본이 사용되어 해당 세션을 종료했습니다. 이유를 모르시면 비밀번호를 변경하세요.',
      subject: '{{app}} 계정의 세션이 종료되었습니다',
      facts: ['해당 세션의 키가 두 번 사용되어 복사되었을 수 있습니다.', ...when],
      notYou: '이유를 모르시나요? 비밀번호를 변경하세요.',
    },
    AccountDeletedNotice: {
      sms: '{{app}} 계정이 삭제되었습니다: {{device}}, {{time}}. 본인이 아니면 연락해 주세요.',
      subject: '{{app}} 계정이 삭제되었습니다',
      facts: ['보관하던 정보가 모두 지워졌습니다.', ...when],
      notYou: '본인이 아닌가요? 연락해 주세요. 계정을 되돌릴 수는 없지만 알아야 합니다.',
    },
    AccountLockedNotice: {
      sms: '오류가 많아 {{app}} 로그인 방법 하나를 일시 중지했습니다. 본인이 아니면 비밀번호를 변경하세요.',
      subject: '{{app}} 계정의 로그인 방법 하나를 일시 중지했습니다',
      facts: ['잘못된 시도가 너무 많았습니다. 다른 방법은 계속 쓸 수 있습니다.', ...when],
      notYou: '본인이 아닌가요? 아무도 들어오지 않았습니다. 그래도 비밀번호를 변경하기 좋은 때입니다.',
    },
  },
}
