/**
 * The code in what somebody pasted: "482913 is your Acme code. It expires in 10 minutes." holds `482913`, as does "482 913".
 * What is no code of this length keeps its ASCII digits, so typing goes on as it began.
 */
export function codeIn(text: string, length: number): string {
  if (/^\d*$/.test(text)) return text
  const whole = new RegExp(`(?<!\\d)(?:\\d[ \\-\u2013]?){${length - 1}}\\d(?!\\d)`).exec(text)?.[0] ?? text
  return whole.replace(/\D/g, '')
}
