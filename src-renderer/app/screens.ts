import type { LucideIcon } from '@lucide/svelte';
import BrainCircuit from '@lucide/svelte/icons/brain-circuit';
import PackageOpen from '@lucide/svelte/icons/package-open';
import ScanEye from '@lucide/svelte/icons/scan-eye';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Settings2 from '@lucide/svelte/icons/settings-2';
import Video from '@lucide/svelte/icons/video';
import type { Component } from 'svelte';
import { count } from '../../src-main/shared/words';
import { SCREENS, type Screen } from '../base/navigation.svelte';
import CollectStep from '../features/collect/CollectStep.svelte';
import Export from '../features/export/Export.svelte';
import Live from '../features/live/Live.svelte';
import Settings from '../features/settings/Settings.svelte';
import { placeOf } from '../features/train/progress-words';
import Train from '../features/train/Train.svelte';
import Tune from '../features/tune/Tune.svelte';
import type { App } from './app.svelte';

/** A screen as the shell shows it and the rail leads to it. What takes the app is read anew whenever that changes. */
export interface ScreenEntry {
  label: string;
  icon: LucideIcon;
  component: Component;
  /** Beside the label in the rail: what there is, or what is going on. */
  note?: (app: App) => string;
  /** A light at the icon; null: none. */
  light?: (app: App) => 'on' | 'off' | null;
  /** Share that is done of what runs there, 0 … 1; null: nothing does. */
  progress?: (app: App) => number | null;
  /** Whether it shows the camera's picture. */
  showsCamera?: (app: App) => boolean;
  /** True: below the steps, for it is none of them. */
  apart?: boolean;
}

const trainsHere = ({ training, projects }: App): boolean =>
  training.busy && training.project?.slug === projects.current?.slug;

function trainNote(app: App): string {
  const { batch } = app.training;
  if (trainsHere(app)) return batch ? placeOf(batch) : 'Starting…';
  return app.runs.list.length > 0 ? count(app.runs.list.length, 'model') : '';
}

function trainProgress(app: App): number | null {
  const { batch } = app.training;
  if (!batch || !trainsHere(app)) return null;
  return (batch.epoch - 1 + batch.batch / batch.batches) / batch.epochs;
}

function liveNote({ live }: App): string {
  if (live.paused) return 'Paused';
  if (!live.wantsCamera || live.status === 'off') return '';
  if (live.status === 'problem') return 'Stopped';
  if (live.pace === 'pause') return 'Paused';
  return live.status === 'loading' ? 'Starting…' : 'Running';
}

const recognises = ({ live }: App): boolean =>
  live.wantsCamera && live.pace !== 'pause' && live.status !== 'problem';

/** Every screen. Their order is that of their ids. */
const entries: Readonly<Record<Screen, ScreenEntry>> = {
  collect: {
    label: 'Collect',
    icon: Video,
    component: CollectStep,
    note: ({ clips }) => count(clips.all.length, 'clip'),
    showsCamera: ({ library }) => !library.open,
  },
  train: {
    label: 'Train',
    icon: BrainCircuit,
    component: Train,
    note: trainNote,
    progress: trainProgress,
  },
  live: {
    label: 'Live',
    icon: ScanEye,
    component: Live,
    note: liveNote,
    light: (app) => (liveNote(app) === '' ? null : recognises(app) ? 'on' : 'off'),
    showsCamera: () => true,
  },
  tune: {
    label: 'Tune',
    icon: SlidersHorizontal,
    component: Tune,
    note: ({ stretchRecorder }) => (stretchRecorder.active ? 'Recording' : ''),
    showsCamera: ({ stretchRecorder }) => stretchRecorder.open,
  },
  export: { label: 'Export', icon: PackageOpen, component: Export },
  settings: { label: 'Settings', icon: Settings2, component: Settings, apart: true },
};

export const screens: readonly (ScreenEntry & { id: Screen })[] = SCREENS.map((id) => ({
  id,
  ...entries[id],
}));

export const screenOf = (id: Screen): ScreenEntry => entries[id];
