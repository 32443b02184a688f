import type { CaptureSettings, LayerRow, TrainConfig } from '../../../src-main/contract';
import type { Engine } from '../../engine/api';
import { errorOf } from '../../rpc/connection';

const PAUSE_MS = 250;

/** The layers that a model of the present settings would have. Asked for once settings have rested a moment. */
export class LayerPreview {
  layers = $state.raw<readonly LayerRow[]>([]);
  /** Why there is no such model, as a sentence. */
  problem = $state<string | null>(null);
  #turn = 0;
  readonly #engine: Pick<Engine, 'layerTable'>;

  constructor(engine: Pick<Engine, 'layerTable'>) {
    this.#engine = engine;
  }

  /** Shows the layers of these settings soon; `cnn` is the topology of a pretrained backbone. Returns how to give up on it. */
  show(config: TrainConfig, capture: CaptureSettings, classCount: number, cnn?: string): () => void {
    const turn = ++this.#turn;
    const timer = setTimeout(() => void this.#ask(turn, config, capture, classCount, cnn), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      if (turn === this.#turn) this.#turn += 1;
    };
  }

  /** An answer that comes after newer settings were shown is passed over. */
  async #ask(
    turn: number,
    config: TrainConfig,
    capture: CaptureSettings,
    classCount: number,
    cnn?: string,
  ): Promise<void> {
    try {
      const layers = await this.#engine.layerTable(config, capture, classCount, cnn);
      if (turn !== this.#turn) return;
      this.layers = layers;
      this.problem = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.layers = [];
      this.problem = errorOf(error).message;
    }
  }
}
