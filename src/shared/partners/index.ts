export { knowsSameMembers, partnersCalled, partnersOf, partnersOfLink } from './partners-of.ts';
