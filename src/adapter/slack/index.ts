export { SLACK_API, slackBot } from './bot.ts';
export { slackChannel } from './channel.ts';
