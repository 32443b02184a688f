import { mount } from 'svelte';
import '../../src-renderer/ui/theme.css';
import '../../src-renderer/ui/base.css';
import { describeLook } from './describe';
import Gallery from './Gallery.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no place for the gallery.');
/** Null: all components; else the name of one, alone on the page. */
const only = new URLSearchParams(location.search).get('component');
mount(Gallery, { target, props: { only } });

declare global {
  interface Window {
    /** For the gallery's test. */
    describeLook: typeof describeLook;
  }
}
window.describeLook = describeLook;
