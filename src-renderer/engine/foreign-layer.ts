import { serialization } from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { EngineError } from './api';
import { TimeDistributed } from './layers/time-distributed';

/** A new layer of this topology, to be wrapped; its weights are random. */
export function foreignLayer(topology: string): layers.Layer {
  const { className, config } = JSON.parse(topology) as {
    className: string;
    config: serialization.ConfigDict;
  };
  const known = serialization.SerializationMap.getMap().classNameMap[className];
  if (!known)
    throw new EngineError('bad-model', `The model holds a layer of an unknown kind, “${className}”.`);
  const [made, make] = known;
  return make(made, config) as layers.Layer;
}

/** Of a model whose CNN came from elsewhere, the topology of that. */
export function foreignTopology(model: LayersModel): string {
  const wrapper = model.layers.find((layer) => layer instanceof TimeDistributed);
  if (!wrapper) throw new EngineError('bad-model', 'The model has no CNN over its frames.');
  return JSON.stringify({ className: wrapper.layer.getClassName(), config: wrapper.layer.getConfig() });
}
