import type { FieldSetting } from '../../../src-main/shared/setting';
import {
  trainSettings,
  type TRAIN_SETTINGS,
  type TrainKey,
  type TrainSetting,
} from '../../../src-main/shared/train-settings';

type FieldKey = {
  [K in TrainKey]: (typeof TRAIN_SETTINGS)[K] extends FieldSetting ? K : never;
}[TrainKey];

export interface SettingRow {
  key: FieldKey;
  setting: TrainSetting & FieldSetting;
}

const isField = (row: readonly [TrainKey, TrainSetting]): row is readonly [FieldKey, SettingRow['setting']] =>
  row[1].kind !== 'list' && row[1].kind !== 'names';

/**
 * The settings that stand at a place of the form, in the table's order, by how they are entered.
 * @param built the network is built already, so what says how is left out
 */
export function fieldsAt(
  place: TrainSetting['place'],
  built: boolean,
): Record<'numbers' | 'choices' | 'switches', SettingRow[]> {
  const rows = trainSettings
    .filter(isField)
    .flatMap(([key, setting]): SettingRow[] =>
      setting.place !== place || (built && setting.builds) ? [] : [{ key, setting }],
    );
  const ofKind = (...kinds: FieldSetting['kind'][]): SettingRow[] =>
    rows.filter(({ setting }) => kinds.includes(setting.kind));
  return { numbers: ofKind('number', 'whole'), choices: ofKind('choice'), switches: ofKind('switch') };
}
