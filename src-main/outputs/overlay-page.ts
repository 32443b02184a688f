/**
 * The page that OBS shows as a browser source: the gesture that goes on, with its confidence, on nothing. With `bars=1` in
 * its address, also a bar for each class whose probability is told at all times.
 * @param nonce lets its own style and script run, and no other
 */
export const overlayPage = (nonce: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Beckon</title>
<style nonce="${nonce}">
  html, body { margin: 0; height: 100%; background: transparent; overflow: hidden; }
  body {
    display: flex; flex-direction: column; justify-content: flex-end; align-items: center; gap: 2vh;
    box-sizing: border-box; padding: 4vh 4vw;
    font: 600 8vh/1.2 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; color: #f7f5f0;
  }
  #gesture {
    max-width: 100%; box-sizing: border-box; padding: 1.5vh 5vh; border-radius: 10vh;
    background: rgb(18 17 15 / 72%); white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
    transition: opacity 0.2s;
  }
  #gesture:not([data-on]) { opacity: 0; }
  #confidence { margin-left: 2vh; font-weight: 400; font-variant-numeric: tabular-nums; }
  #bars { display: grid; grid-template-columns: auto 1fr; gap: 1vh 2vh; width: 100%; max-width: 90vh; font-size: 4vh; }
  #bars:empty { display: none; }
  #bars span { text-shadow: 0 0 1vh #12110f, 0 0 0.4vh #12110f; }
  #bars div { align-self: center; height: 2.4vh; border-radius: 2vh; background: rgb(18 17 15 / 55%); overflow: hidden; }
  #bars i { display: block; height: 100%; width: 100%; background: #2fb5a6; transform-origin: left; }
</style>
<div id="bars"></div>
<div id="gesture" role="status"><span id="name"></span><span id="confidence"></span></div>
<script nonce="${nonce}">
  'use strict';
  const query = new URLSearchParams(location.search);
  const part = (id) => document.getElementById(id);
  const [gesture, name, confidence, bars] = ['gesture', 'name', 'confidence', 'bars'].map(part);
  const rows = new Map();
  let current = null;
  const percent = (share) => Math.round(100 * share) + ' %';
  function show(message) {
    const { event, id, share } = message;
    if (event === 'value') return void (query.get('bars') === '1' && bar(message));
    if (event === 'end') {
      if (id === current) hide();
      return;
    }
    current = id;
    name.textContent = message.name;
    confidence.textContent = percent(share);
    gesture.toggleAttribute('data-on', true);
  }
  function hide() {
    current = null;
    gesture.toggleAttribute('data-on', false);
  }
  function bar(message) {
    let fill = rows.get(message.id);
    if (!fill) {
      const [label, track] = [document.createElement('span'), document.createElement('div')];
      fill = document.createElement('i');
      label.textContent = message.name;
      track.append(fill);
      bars.append(label, track);
      rows.set(message.id, fill);
    }
    fill.style.transform = 'scaleX(' + message.share + ')';
  }
  const events = new EventSource('/overlay/events?token=' + encodeURIComponent(query.get('token')));
  events.addEventListener('gesture', (event) => show(JSON.parse(event.data)));
  // Nothing may stay on the picture that is not known to go on.
  events.onerror = hide;
</script>
</html>
`;
