import { createContext } from 'svelte';
import type { App } from '../app/app.svelte';

/** The page's state, for every component below `App.svelte`. */
export const [getApp, setApp] = createContext<App>();
