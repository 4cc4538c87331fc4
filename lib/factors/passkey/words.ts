import type { FactorWords } from '../types'

/** What it is called in other languages. */
export const words: FactorWords = {
  es: { title: 'Llave de acceso', hint: 'Este dispositivo o una llave de seguridad' },
  fr: { title: "Clé d'accès", hint: 'Cet appareil ou une clé de sécurité' },
  de: { title: 'Passkey', hint: 'Dieses Gerät oder ein Sicherheitsschlüssel' },
  it: { title: 'Passkey', hint: 'Questo dispositivo o una chiave di sicurezza' },
  'pt-BR': { title: 'Chave de acesso', hint: 'Este dispositivo ou uma chave de segurança' },
  ja: { title: 'パスキー', hint: 'この端末またはセキュリティキー' },
  'zh-CN': { title: '通行密钥', hint: '此设备或安全密钥' },
  ko: { title: '패스키', hint: '이 기기 또는 보안 키' },
  ar: { title: 'مفتاح مرور', hint: 'هذا الجهاز أو مفتاح أمان' },
}
