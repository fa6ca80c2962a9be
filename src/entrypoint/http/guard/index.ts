export { readBasicPassword, readBearer } from './bearer.ts';
export { BODY_LIMITS, type BodyRejection, ByteBudget, readBody } from './body.ts';
export { clientAddress, networkOf, type TrustedProxies, trustedProxies } from './client-address.ts';
export { cookieName, readCookie, setCookie } from './cookie.ts';
export { CSRF_HEADER, type HeaderReader, judgeHost, judgeWrite, type OriginRejection } from './origin.ts';
export { RATES, RateTable, retryAfter } from './rate-table.ts';
export { CONTENT_SECURITY_POLICY, securityHeaders } from './security-header.ts';
export { limitServer, SERVER_LIMITS } from './server-limit.ts';
export { type Bucket, type BucketAnswer, type Rate, take } from './token-bucket.ts';
