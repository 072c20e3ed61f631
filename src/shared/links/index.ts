export { formatAcceptLink, isArgosyLink, LINK_LENGTH, parseAcceptLink } from './accept-link.ts';
export { cloudAddress, cloudOf } from './cloud-address.ts';
