/** Where a field points to for what is wrong with it. */
export const alertId = 'alert'
