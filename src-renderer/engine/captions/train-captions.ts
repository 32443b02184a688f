import type { CaptionFiles, CaptionScore, Run } from '../../../src-main/contract';
import { EngineError, type CaptionProgress, type CaptionRequest, type KeptClip } from '../api';
import { NO_AUGMENTATION, randomAugmentation } from '../../learning/augment';
import { usableClips } from '../../learning/clips';
import { AUGMENTATION } from '../../learning/defaults';
import { loadModel } from '../model/model-files';
import { concatenate } from '../../learning/concatenate';
import { Random } from '../../learning/random';
import { clipKey } from '../../../src-main/shared/clip-key';
import { CaptionDecoder } from './caption-decoder';
import { trainDecoder } from './train-decoder';
import { FeatureExtractor } from './feature-extractor';
import { scoreOf } from './score';
import { Vocabulary, wordsOf } from '../../learning/vocabulary';

interface CaptionContext {
  /** True once a person asked to stop. */
  stopped: () => boolean;
  onProgress: (progress: CaptionProgress) => void;
  /** Batches to learn at least; by default as many as it takes. */
  steps?: number;
}

/**
 * Each clip is looked at as it is and varied in so many ways, where the run was taught so too; once and for all, as
 * nothing before the words learns.
 */
const CHANGED = 4;

/** A clip and its text. */
interface TextedClip {
  clip: KeptClip;
  text: string;
}

type Part = CaptionScore['on'];

/**
 * Trains a caption decoder on the clips of a run, with teacher forcing. The run's CNN and LSTM are not touched. Clips stand
 * where the run's split has them, and those it does not know where their session does.
 * @throws EngineError `TOO_FEW_TEXTS`, `BAD_CLIP`, `BAD_MODEL`; `CANCELLED` where a person asked to stop
 */
export async function trainCaptions(
  { model: files, from, texts, seed }: CaptionRequest,
  loaded: readonly KeptClip[],
  context: CaptionContext,
): Promise<CaptionFiles> {
  const started = performance.now();
  const { run } = files;
  const withText = usableClips(loaded, run.preprocess.frames).flatMap((clip): TextedClip[] => {
    const text = texts[clip.id] ?? '';
    return wordsOf(text).length > 0 ? [{ clip, text }] : [];
  });
  const parts = partition(withText, run);
  requireTwoTexts(parts.train);
  const random = new Random(seed);
  const breathe = breathing(context.stopped);
  const on: Part = parts.test.length > 0 ? 'test' : parts.validation.length > 0 ? 'validation' : 'train';
  const base = await loadModel(files);
  try {
    const extractor = new FeatureExtractor(base, { run, from }, breathe, context.onProgress);
    const { augment, augmentation: strengths = AUGMENTATION } = run.config;
    const changed = augment ? CHANGED : 0;
    extractor.expect(parts.train.length * (1 + changed) + (on === 'train' ? 0 : parts[on].length));
    const learning = parts.train.map(({ clip }) => clip);
    const plain = await extractor.extract(learning, () => NO_AUGMENTATION);
    const variants = [plain];
    for (let k = 0; k < changed; k++) {
      variants.push(await extractor.extract(learning, () => randomAugmentation(strengths, random)));
    }
    const judged =
      on === 'train'
        ? plain
        : await extractor.extract(
            parts[on].map(({ clip }) => clip),
            () => NO_AUGMENTATION,
          );
    const learnt = parts.train.map(({ text }) => text);
    const vocabulary = Vocabulary.of(learnt);
    const sentences = learnt.map((text) => vocabulary.encode(text));
    const trained = await trainDecoder(
      { variants, sentences, vocabulary, random, steps: context.steps },
      breathe,
      context.onProgress,
    );
    const longest = Math.max(...sentences.map(({ length }) => length));
    const named = new Map(trained.tensors.map(({ name }, k) => [name, trained.weights[k] as Float32Array]));
    const decoder = new CaptionDecoder(vocabulary, longest, named);
    const captioned = parts[on].map(({ clip, text }, index) => ({
      clip: clipKey(clip),
      text,
      said: decoder.caption(judged[index] as Float32Array),
    }));
    const seen = learntBy(run);
    return {
      captions: {
        schema: 1,
        created: new Date().toISOString(),
        from,
        words: [...vocabulary.words],
        longest,
        tensors: trained.tensors,
        seed,
        clips: parts.train.length,
        losses: trained.losses,
        score: {
          on,
          seen: on === 'train' || parts[on].some(({ clip }) => seen.has(clip.id)),
          ...scoreOf(captioned, learnt),
        },
        seconds: (performance.now() - started) / 1000,
      },
      weights: new Blob([concatenate(trained.weights) as Float32Array<ArrayBuffer>]),
    };
  } finally {
    base.dispose();
  }
}

/** Ids of clips, which they keep when they are moved to another class. */
const idsOf = (keys: readonly string[]): string[] => keys.map((key) => key.slice(key.indexOf('/') + 1));

function partition(withText: readonly TextedClip[], { split }: Run): Record<Part, TextedClip[]> {
  const ids = {
    test: new Set(idsOf(split.test)),
    validation: new Set(idsOf(split.validation)),
    train: new Set(idsOf(split.train)),
  };
  const partOf = ({ clip }: TextedClip): Part => {
    for (const part of ['train', 'validation', 'test'] as const) if (ids[part].has(clip.id)) return part;
    if (split.sessions.test.includes(clip.session)) return 'test';
    const apart = split.by === 'session' && split.sessions.validation.includes(clip.session);
    return apart ? 'validation' : 'train';
  };
  const parts: Record<Part, TextedClip[]> = { train: [], validation: [], test: [] };
  for (const one of withText) parts[partOf(one)].push(one);
  return parts;
}

/** Ids of the clips that a run's own CNN and LSTM have learnt from. */
function learntBy({ split, config, stopped, from }: Run): Set<string> {
  const refitted = config.refit === true && !stopped;
  return new Set(idsOf([...split.train, ...(refitted ? split.validation : []), ...(from?.learnt ?? [])]));
}

function requireTwoTexts(train: readonly TextedClip[]): void {
  const different = new Set(train.map(({ text }) => wordsOf(text).join(' ')));
  if (different.size > 1) return;
  throw new EngineError(
    'TOO_FEW_TEXTS',
    'At least two different descriptions of clips that this model was trained on are needed. Describe two classes.',
  );
}

/** Lets messages in now and then; throws where a person asked to stop. */
function breathing(stopped: () => boolean): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > 30) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    if (stopped()) throw new EngineError('CANCELLED', 'Learning to describe was stopped.');
  };
}
