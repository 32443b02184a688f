"""Prepares camera pictures for a gesture model that Beckon exported, and turns its answers into gestures.

Needs numpy only. `spec` and `events` are the parts "preprocess" and "events" of the beckon.json beside the model.
A picture is an array of bytes [height, width, 3], red, green and blue (OpenCV gives blue first: picture[..., ::-1]).
"""

from collections import deque

import numpy as np


class FramePreprocessor:
    """Prepares one picture after another of a camera, taken spec["fps"] times a second."""

    def __init__(self, spec):
        if spec["version"] != 1 or spec["crop"] != "centre":
            raise ValueError("This model's input is prepared in a way that this file does not know.")
        self.spec = spec
        self._size = None
        self._before = None

    def next(self, picture, mirrored=False):
        """The next picture, float32 [height, width, channels]; `mirrored`: it is mirrored already, as in a mirror."""
        spec = self.spec
        planes = self._resize(np.asarray(picture), mirrored != spec["mirror"])
        values = (planes * spec["scale"] + spec["offset"]).astype(np.float32)
        if spec["channels"] == "grey-diff":
            values = np.concatenate([values, self._difference(values)], axis=-1)
        self._before = values
        return values

    def as_first(self, values):
        """What `next` gave, as it looks as the first of a window: without its difference to the one before."""
        if self.spec["channels"] != "grey-diff":
            return values
        first = values.copy()
        first[..., 1] = 0
        return first

    def reset(self):
        """Forgets the picture before."""
        self._before = None

    def _difference(self, values):
        if self._before is None:
            return np.zeros_like(values)
        difference = self.spec["differenceGain"] * (values - self._before[..., :1])
        return difference - difference.mean() if self.spec.get("steady", False) else difference

    def _resize(self, picture, flip):
        height, width = picture.shape[:2]
        if self._size != (height, width):
            out_height, out_width = self.spec["height"], self.spec["width"]
            self._rows = _area_weights(height, min(height, width * out_height / out_width), out_height)
            self._columns = _area_weights(width, min(width, height * out_width / out_height), out_width)
            self._size = (height, width)
        colours = picture.astype(np.float64)
        if self.spec["channels"] != "rgb":
            colours = (colours @ [0.299, 0.587, 0.114])[..., np.newaxis]
        resized = np.einsum("yh,hwc,xw->yxc", self._rows, colours, self._columns, optimize=True)
        return resized[:, ::-1] if flip else resized


def prepare_clip(spec, pictures, mirrored=False):
    """A whole window at once: pictures [frames, height, width, 3] to float32 [frames, height, width, channels]."""
    preprocessor = FramePreprocessor(spec)
    return np.stack([preprocessor.next(picture, mirrored) for picture in pictures])


class FrameSchedule:
    """Chooses, of a camera's pictures, those nearest to the model's rate; they come in order, with times in ms on any clock."""

    def __init__(self, fps):
        self._period = self._interval = 1000 / fps
        self._first = None
        self._previous = 0
        self._taken = 0

    def offer(self, time):
        """None: this picture is not due. Else it is taken, and so many before it were due for which there was none."""
        step = time - self._previous
        self._previous = time
        if self._first is None or step < -2000:
            self._first, self._taken = time, 1
            return 0
        if step > 0:
            self._interval += 0.2 * (min(step, self._period) - self._interval)
        behind = time - (self._first + self._taken * self._period) + self._interval / 2
        if behind < 0:
            return None
        missed = int(behind // self._period)
        self._taken += missed + 1
        return missed


# After a gap this long, in seconds, nothing is made up of the pictures before and after it.
LONGEST_GAP = 0.5


class CameraWindow:
    """The model's window on a camera, whose pictures may come at any rate."""

    def __init__(self, spec):
        self.spec = spec
        self.schedule = FrameSchedule(spec["fps"])
        self.preprocessor = FramePreprocessor(spec)
        self._frames = deque(maxlen=spec["frames"])

    def push(self, picture, time, mirrored=False):
        """The windows [frames, height, width, channels] that end with this picture, taken at `time` in ms, and with those that are missing right before it, oldest first.

        None of them where it is not due, or not enough have come yet.
        """
        missed = self.schedule.offer(time)
        if missed is None:
            return []
        long = missed / self.spec["fps"] > LONGEST_GAP
        if long and missed >= self._frames.maxlen:
            self._frames.clear()
            self.preprocessor.reset()
        windows = []
        following = self.preprocessor.next(picture, mirrored)
        for frame in self._evenly(self._frames[-1], following, missed, long) if self._frames else [following]:
            self._frames.append(frame)
            if len(self._frames) == self._frames.maxlen:
                first, *others = self._frames
                windows.append(np.stack([self.preprocessor.as_first(first), *others]))
        return windows[-1:] if long else windows

    def _evenly(self, before, following, missed, long):
        """So many frames that are missing between two, and the second one: movements are taken to go on evenly.

        In a long gap all look like the second one.
        """
        if missed == 0:
            return [following]
        frames = []
        for step in range(1, missed + 2):
            share = 1 if long else step / (missed + 1)
            frame = before + np.float32(share) * (following - before)
            if self.spec["channels"] == "grey-diff":
                frame[..., 1] = following[..., 1] / (missed + 1)
            frames.append(frame)
        return frames


def typicality(unseen, hidden):
    """The share of known gestures that look as unusual in a stream as a window or more; 1 where most do.

    `unseen` is that part of the beckon.json; `hidden` is what enters the model's last layer, [units]. Where the share is smaller
    than events["unseen"], Beckon says that it is none of the gestures.
    """
    if unseen is None or "live" not in unseen:
        return 1.0
    units = len(hidden)
    whitening = np.zeros((units, units))
    whitening[np.tril_indices(units)] = unseen["whitening"]
    white = whitening @ np.asarray(hidden, np.float64)
    length = np.linalg.norm(white)
    distance = 1.0
    if length > 0:
        # Like movements that are none of the gestures, it is further away.
        nearness = [np.max(np.asarray(unseen[of]) @ white) / length for of in ("means", "others") if unseen.get(of)]
        distance = min(2.0, 1 - nearness[0] + 0.75 * max([0.0, *nearness[1:]]))
    # The distances beyond which 0, 1, 2 ... percent of known gestures lie.
    limits = unseen["live"]
    within = next((percent for percent, limit in enumerate(limits) if distance > limit), None)
    if within is None:
        return 1.0
    if within == 0:
        return 0.0
    return (within - (distance - limits[within]) / (limits[within - 1] - limits[within])) / 100


class MovementMeter:
    """Finds movements in a stream that no gesture was named for; `unseen` is that part of the beckon.json."""

    def __init__(self, spec, unseen):
        # A whole gesture's worth; all shares below are of it.
        self.whole = (unseen or {}).get("movement")
        cells = {"width": 32, "height": 32, "channels": "grey", "scale": 1 / 255, "offset": 0}
        self._cells = FramePreprocessor({**spec, **cells})
        self._before = None
        self._moved = deque(maxlen=spec["frames"])
        self._begin(0.0)

    def next(self, picture, mirrored=False, missed=0):
        """Takes the next picture; `missed`: so many are missing before it, in which movements are taken to have gone on evenly."""
        cells = self._cells.next(picture, mirrored)
        changes = cells - (cells if self._before is None else self._before)
        self._before = cells
        # What changes everywhere alike, as a lamp makes it, is no movement, and a little of it is noise.
        change = np.abs(changes - changes.mean()) / (missed + 1)
        moved = float(np.maximum(0, change - 0.03).sum())
        self._moved.extend([moved] * min(missed + 1, self._moved.maxlen))

    def is_unnamed(self, named):
        """Whether a whole gesture's worth of movement is in the window that none was named for, once it is past its height.

        `named`: whether one gesture is as likely as 0.5 in the window, and the window typical by 0.02.
        """
        if self.whole is None:
            return False
        now = sum(self._moved) / self.whole
        frames = self._moved.maxlen
        if named and now >= 0.6:
            self._begin(now, self._names + 1)
        forgotten = self._names > 0 and self._since_named >= frames
        if now < 0.5 or forgotten or (self._least is not None and now > self._least + 0.4):
            self._begin(now)
        self._since_named += 1
        self._since_grown = 0 if now > 1.05 * self._height else self._since_grown + 1
        self._height = max(self._height, now)
        past = now < 0.95 * self._height or self._since_grown >= frames / 2
        if self._least is not None:
            self._least = min(self._least, now)
        elif self._height >= 1 and past:
            self._least = now
        return self._least is not None and self._names < 2

    def _begin(self, now, names=0):
        self._names, self._height, self._least = names, now, None
        self._since_named = self._since_grown = 0


def none_of_these(events, idle, probabilities, typical=1.0, unnamed=False):
    """Whether something is done that is none of the gestures; `idle` is that part of the beckon.json.

    `typical` is what `typicality` says of the window, `unnamed` what `MovementMeter` does.
    """
    share = events.get("unseen", 0)
    winner = int(np.argmax(probabilities))
    if winner != idle and typical < share:
        return True
    least = events["thresholds"][winner] if "thresholds" in events else events["threshold"]
    return unnamed and share > 0 and (winner == idle or probabilities[winner] < least)


class GestureRule:
    """Turns the probabilities of one window after another into gestures that start and end."""

    def __init__(self, events):
        self.events = events
        self.active = None
        self._candidate = None
        self._windows = 0
        self._ended = float("-inf")

    def push(self, probabilities, at, typical=1.0):
        """What starts or ends with this window, at the time `at` in ms: a list of ("start" or "end", index of the output).

        `typical`: what `typicality` says of it; a window that is like nothing known starts no gesture.
        """
        events = self.events
        winner = int(np.argmax(probabilities))
        sure = typical >= events.get("unseen", 0) and probabilities[winner] >= self._least(winner)
        candidate = winner if sure and winner not in events["none"] else None
        self._windows = self._windows + 1 if candidate == self._candidate else 1
        self._candidate = candidate
        news = []
        if self.active is not None and not self._lasts(probabilities, winner, sure):
            news.append(("end", self.active))
            self.active = None
            self._ended = at
        free = self.active is None and at - self._ended >= 1000 * events["cooldown"]
        if candidate is not None and free and self._windows >= events["windows"]:
            news.append(("start", candidate))
            self.active = candidate
        return news

    def _lasts(self, probabilities, winner, sure):
        if sure and winner != self.active:
            return False
        return probabilities[self.active] >= self.events["release"] * self._least(self.active)

    def _least(self, output):
        return self.events["thresholds"][output] if "thresholds" in self.events else self.events["threshold"]


def _area_weights(source, length, target):
    """[target, source]: the share of each source pixel in each of those that cover `length` of them around the centre."""
    step = length / target
    start = (source - length) / 2 + step * np.arange(target)[:, np.newaxis]
    pixel = np.arange(source)
    cover = np.minimum(start + step, pixel + 1) - np.maximum(start, pixel)
    return np.maximum(0, cover) / step
