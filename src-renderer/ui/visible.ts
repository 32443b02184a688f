import type { Attachment } from 'svelte/attachments';

const appeared = new WeakMap<Element, (visible: boolean) => void>();
let observer: IntersectionObserver | null = null;

function shared(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) appeared.get(target)?.(isIntersecting);
    },
    { rootMargin: '200px' },
  );
  return observer;
}

/** Calls back each time the element comes near the visible part of the page; the signal aborts when it leaves. */
export function whileVisible(callback: (signal: AbortSignal) => void): Attachment {
  return (element) => {
    let stay: AbortController | null = null;
    appeared.set(element, (visible) => {
      stay?.abort();
      stay = visible ? new AbortController() : null;
      if (stay) callback(stay.signal);
    });
    shared().observe(element);
    return () => {
      stay?.abort();
      appeared.delete(element);
      shared().unobserve(element);
    };
  };
}
