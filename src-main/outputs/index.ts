import { command } from './command';
import { eventStream } from './event-stream';
import { http } from './http';
import { keys } from './keys';
import { midi } from './midi';
import { mqtt } from './mqtt';
import { obs } from './obs';
import { osc } from './osc';
import type { Output } from './output';
import { websocket } from './websocket';

/** Every kind of output there is, in the order in which they are offered. */
export const outputs: readonly Output[] = [osc, midi, http, websocket, eventStream, mqtt, obs, keys, command];
