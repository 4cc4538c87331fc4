import type { FactorWords } from '../types'

/** What it is called in other languages. */
export const words: FactorWords = {
  es: { title: 'Mensaje de texto', hint: 'Código a tu teléfono' },
  fr: { title: 'SMS', hint: 'Code sur votre téléphone' },
  de: { title: 'SMS', hint: 'Code an Ihr Telefon' },
  it: { title: 'SMS', hint: 'Codice sul telefono' },
  'pt-BR': { title: 'Mensagem de texto', hint: 'Código no seu telefone' },
  ja: { title: 'SMS', hint: '携帯電話にコードを送る' },
  'zh-CN': { title: '短信', hint: '发送验证码到手机' },
  ko: { title: '문자 메시지', hint: '휴대전화로 코드 받기' },
  ar: { title: 'رسالة نصية', hint: 'رمز إلى هاتفك' },
}
