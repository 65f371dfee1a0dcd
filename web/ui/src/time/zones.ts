// Names of zones that one may choose.

export const ZONES: string[] = typeof Intl.supportedValuesOf === 'function' ? ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')] : ['UTC'];
