import type { PretrainedBackbone } from '../../../src-main/contract';
import type { Engine, BackboneModel, BackboneFiles } from '../../engine/api';
import { errorOf, type Problem } from '../../rpc/connection';

/** A network from a person's files, whose CNN a model may begin with. */
export class BackboneChoice {
  range = $state<PretrainedBackbone['range']>('-1..1');
  /** What was chosen; null: nothing yet. */
  files = $state.raw<BackboneFiles | null>(null);
  reading = $state(false);
  cnn = $state.raw<BackboneModel | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The newest reading; what an older one finds is passed over. */
  #turn = 0;
  readonly #engine: Pick<Engine, 'readBackbone'>;

  constructor(engine: Pick<Engine, 'readBackbone'>) {
    this.#engine = engine;
  }

  /** Reads what a person has chosen: model.json, and the weight files that it names. */
  async choose(chosen: readonly File[]): Promise<void> {
    const model = chosen.find(({ name }) => name.endsWith('.json'));
    this.files = this.cnn = this.problem = null;
    if (!model) {
      this.problem = {
        code: 'BAD_NETWORK',
        message: 'Choose the model.json of a TensorFlow.js layers model, together with its .bin files.',
      };
      return;
    }
    const rest = chosen.filter((file) => file !== model);
    const weights = await Promise.all(
      rest.map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const),
    );
    this.files = { name: model.name, topology: await model.text(), weights: Object.fromEntries(weights) };
    await this.#read();
  }

  async expect(range: PretrainedBackbone['range']): Promise<void> {
    this.range = range;
    await this.#read();
  }

  async #read(): Promise<void> {
    const { files } = this;
    if (!files) return;
    const turn = ++this.#turn;
    this.reading = true;
    this.problem = null;
    try {
      const cnn = await this.#engine.readBackbone(files, this.range);
      if (turn === this.#turn) this.cnn = cnn;
    } catch (error) {
      if (turn === this.#turn) [this.cnn, this.problem] = [null, errorOf(error)];
    } finally {
      if (turn === this.#turn) this.reading = false;
    }
  }
}
