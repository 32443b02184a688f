/**
 * Colours of classes: new classes are given them in this order, and a person chooses among them. Each has a contrast of at
 * least 3:1 to white and to near-black, so that an edge or a bar in it is seen in the light and in the dark theme.
 */
export const PALETTE: readonly { name: string; value: string }[] = [
  { name: 'Blue', value: '#2f7de1' },
  { name: 'Orange', value: '#d9630d' },
  { name: 'Green', value: '#1f9254' },
  { name: 'Pink', value: '#c850a0' },
  { name: 'Ochre', value: '#9a6a00' },
  { name: 'Violet', value: '#8a63e0' },
  { name: 'Teal', value: '#0b8f9c' },
  { name: 'Red', value: '#e0434b' },
  { name: 'Olive', value: '#6b8a12' },
  { name: 'Grey', value: '#7a7f8c' },
  { name: 'Clay', value: '#b0603a' },
  { name: 'Indigo', value: '#4c6fd1' },
];
