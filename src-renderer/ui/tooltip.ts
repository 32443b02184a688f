import { Tooltip } from 'bits-ui';

/**
 * Ties every button that has a tooltip to the one tooltip of the page. One of its own would be remembered as open by
 * bits-ui when its button is taken away, and be asked where it stands whenever something scrolls.
 */
export const tooltip = Tooltip.createTether<string | null>();
