export { OPENID_DEFAULTS, type OpenIdSettings, openIdProvider } from './provider.ts';
