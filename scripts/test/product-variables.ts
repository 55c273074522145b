/** Variables that configure the console: those of the machine that the tests run on must not reach the ones under test. */
const PRODUCT_VARIABLES = [
  "ADMIN_PASSWORD",
  "ADMIN_USERNAME",
  "APP_NAME",
  "APP_URL",
  "AUTH_SECRET",
  "COOKIE_DOMAIN",
  "DATABASE_URL",
  "DATA_DIR",
  "ENCRYPTION_KEYS",
  "FORWARD_AUTH_ORIGINS",
  "MAIL_FROM",
  "METRICS_TOKEN",
  "PORT",
  "RESEND_API_KEY",
  "SMTP_URL",
  "TRUSTED_PROXIES",
  "TWO_FACTOR_MAX_AGE_DAYS",
];

export function withoutProductVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PRODUCT_VARIABLES.includes(name))) as NodeJS.ProcessEnv;
}
