import { describe, expect, it } from 'vitest';
import { animationType, isAnimation, mediaKind } from '../../../../src-main/shared/media-kinds';
import { greyGif } from '../../../fixtures/gif';
import { webpHead } from '../../../fixtures/webp';

describe('mediaKind', () => {
  it.each([
    ['a.MP4', 'video'],
    ['a.mkv', 'video'],
    ['a.png', 'picture'],
    ['a.jpeg', 'picture'],
    ['a.gif', 'unclear'],
    ['a.WebP', 'unclear'],
    ['a.txt', null],
    ['mp4', null],
  ])('takes %s for %s', (name, kind) => expect(mediaKind(name)).toBe(kind));
});

describe('animationType', () => {
  it('tells by the bytes, not the name', () => {
    expect(animationType(greyGif([1]))).toBe('image/gif');
    expect(animationType(webpHead({ animated: true }))).toBe('image/webp');
    expect(animationType(webpHead({ animated: false }))).toBeNull();
    expect(animationType(new TextEncoder().encode('GIF'))).toBeNull();
    expect(animationType(new Uint8Array())).toBeNull();
  });
});

describe('isAnimation', () => {
  it('counts the pictures of a GIF', () => {
    expect(isAnimation(greyGif([10]))).toBe(false);
    expect(isAnimation(greyGif([10, 20]))).toBe(true);
    expect(isAnimation(greyGif([10, 20, 30], { side: 40 }))).toBe(true);
  });

  it('takes a WebP at its word', () => {
    expect(isAnimation(webpHead({ animated: true }))).toBe(true);
    expect(isAnimation(webpHead({ animated: false }))).toBe(false);
  });

  it('takes a GIF that is cut off anywhere for one, and ends', () => {
    const whole = greyGif([10]);
    for (let length = 6; length < whole.length; length++) {
      expect(isAnimation(whole.subarray(0, length)), `${length} bytes`).toBe(true);
    }
  });

  it('takes nothing else for one', () => {
    expect(isAnimation(new TextEncoder().encode('no picture'))).toBe(false);
    expect(isAnimation(new Uint8Array())).toBe(false);
  });
});
