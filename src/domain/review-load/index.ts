export {
  dailyShare,
  isAway,
  isWithinBudget,
  type Load,
  loadByPerson,
  type PersonBudget,
  personBudget,
} from './budget.ts';
export { dueAfter, FALLBACK_HOURS } from './deadline.ts';
export { blanketSignoffs, type ReviewDemand, signoffsOf, teamSignoffs } from './demand.ts';
export { type Escalation, escalateReviews, overdueAsks, type PassedAsk } from './escalate.ts';
export { type Expertise, expertiseOf, HALF_LIFE_DAYS } from './expertise.ts';
export {
  type BudgetSource,
  type ForecastPart,
  type ForecastRow,
  type ForecastRule,
  forecastReviews,
  type ReviewForecast,
  type WeeklyMinutes,
} from './forecast.ts';
export {
  type ChoiceReason,
  FAIRNESS_DAYS,
  type PathTouch,
  type ReviewAsk,
  type ReviewWork,
  type RoutedReview,
  type Routing,
  type RoutingInput,
  type Shortfall,
} from './model.ts';
export { EXPERTISE_FLOOR, USUAL_WEEK_MINUTES } from './rank.ts';
export {
  ASSUMED_SENIOR_SHARE,
  assumedReviewers,
  configuredReviewers,
  givenReviewers,
  REGULAR_WEEKS,
  type Reviewer,
  type ReviewerPool,
} from './reviewer.ts';
export { routeReviews } from './route.ts';
export { type SimulationRow, simulateReviews } from './simulate.ts';
export { TAUGHT_FILES, touchesOf } from './touch.ts';
export { AI_VOLUMES, type AiVolume } from './volume.ts';
