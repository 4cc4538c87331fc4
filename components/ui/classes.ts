/** Joins class names; what is false or absent leaves nothing behind. */
export const classes = (...names: (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ')
