"""Prepares camera pictures for a gesture model that Beckon exported, and turns its answers into gestures.

Needs numpy only. `spec`, `framing`, `paces` and `events` are the parts "preprocess", "framing", "paces" and "events" of the
beckon.json beside the model.
A picture is an array of bytes [height, width, 3], red, green and blue (OpenCV gives blue first: picture[..., ::-1]).
"""

from collections import deque
from typing import NamedTuple

import numpy as np


class View(NamedTuple):
    """The part of the centre square that is looked at: its centre, in shares of the square, and how much larger it is shown."""

    x: float
    y: float
    scale: float


WHOLE = View(0.5, 0.5, 1.0)


class FramePreprocessor:
    """Prepares one picture after another of a camera, taken spec["fps"] times a second."""

    def __init__(self, spec, reach=1):
        """`reach`: differences can be taken to pictures so far back."""
        if spec["version"] != 1 or spec["crop"] != "centre":
            raise ValueError("This model's input is prepared in a way that this file does not know.")
        self.spec = spec
        self.view = WHOLE
        self._reach = reach
        self._kind = None
        # Pictures without differences, the newest first.
        self._latest = []

    def next(self, picture, mirrored=False, missed=0):
        """The next picture, float32 [height, width, channels].

        `mirrored`: it is mirrored already, as in a mirror. `missed`: so many are missing before it, taken to lie evenly between.
        """
        spec = self.spec
        planes = self._resize(np.asarray(picture), mirrored != spec["mirror"])
        values = (planes * spec["scale"] + spec["offset"]).astype(np.float32)
        between = []
        if self._latest:
            way = self._latest[0] - values
            between = [values + np.float32((step + 1) / (missed + 1)) * way for step in range(min(missed, self._reach))]
        self._latest = [values, *between, *self._latest][: self._reach + 1]
        return self.since(1)

    def since(self, count):
        """The newest picture with its difference to the one so many before it; where there is none such, without."""
        values = self._latest[0]
        if self.spec["channels"] != "grey-diff":
            return values
        difference = np.zeros_like(values)
        if 0 < count < len(self._latest):
            difference = self.spec["differenceGain"] * (values - self._latest[count])
            if self.spec.get("steady", False):
                difference -= difference.mean()
        return np.concatenate([values, difference], axis=-1)

    def as_first(self, values):
        """What `next` gave, as it looks as the first of a window: without its difference to the one before."""
        if self.spec["channels"] != "grey-diff":
            return values
        first = values.copy()
        first[..., 1] = 0
        return first

    def look_at(self, view):
        """Looks there from now on. Differences between two views are no motion, so the pictures before are forgotten."""
        self.view = view
        self.reset()

    def reset(self):
        """Forgets the pictures before."""
        self._latest = []

    def _resize(self, picture, flip):
        height, width = picture.shape[:2]
        if self._kind != (height, width, flip, self.view):
            out_height, out_width = self.spec["height"], self.spec["width"]
            x, y, scale = self.view
            down = min(height, width * out_height / out_width)
            across = min(width, height * out_width / out_height)
            # In a picture that is turned round, what is left in the view is right.
            right = (0.5 - x if flip else x - 0.5) * across
            self._rows = _area_weights(height, height / 2 + (y - 0.5) * down, down / scale, out_height)
            self._columns = _area_weights(width, width / 2 + right, across / scale, out_width)
            self._kind = (height, width, flip, self.view)
        colours = picture if self.spec["channels"] == "rgb" else _grey(picture)
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

    def __init__(self, spec, framing=None, paces=(1,), see=None):
        """`framing`: where it looks; without, at the whole centre square. `paces`: those that `answers` looks at.

        `see`: of a model that is in two parts, the first one, which makes features [n, ...] of pictures [n, height, width,
        channels]. Windows are of these features then, and each picture goes through it once as long as the view stays.
        """
        self.spec = spec
        self.framing = framing
        self.see = see
        self.schedule = FrameSchedule(spec["fps"])
        self._own, *self._paced = [_paced(spec["frames"], pace) for pace in (1, *paces)]
        steps = [step for window in (self._own, *self._paced) for step in window]
        self._reach = max(since for _, since in steps) if spec["channels"] == "grey-diff" else 0
        self.preprocessor = FramePreprocessor(spec, self._reach)
        self._framer = Framer(spec, framing) if framing else None
        span = max(back for back, _ in steps) + 1
        # What each frame is to the model: by itself, and as it follows the one before it, the one before that, and so on.
        self._frames = deque(maxlen=span)
        # Whether each was made of others, of as many as a window has.
        self._made = deque(maxlen=spec["frames"])
        # The same as they came, for another view of them.
        self._pictures = deque(maxlen=span)
        self._before = None

    @property
    def view(self):
        """Where it looks."""
        return self.preprocessor.view

    def push(self, picture, time, mirrored=False):
        """The windows [frames, height, width, channels] that end with this picture, taken at `time` in ms, and with those that are missing right before it, oldest first.

        None of them where it is not due, or not enough have come yet.
        """
        return [self._stacked(self._own) for _ in self._moments(picture, time, mirrored)]

    def answers(self, picture, time, model, mirrored=False):
        """What Beckon would answer to these windows: probabilities [outputs] for each.

        `model` gives those of one window. It is asked of each window at all paces, gestures for which too little moves are none, and
        where a camera was slow it is as sure as it would be otherwise.
        """
        answers = []
        for _ in self._moments(picture, time, mirrored):
            fitting = [window for window in self._paced if window[0][0] < len(self._frames)] or [self._own]
            mean = np.mean([model(self._stacked(window)) for window in fitting], axis=0)
            plain = without_faint(self.framing, self._framer.strength, mean) if self._framer else mean
            # A model that knows when no gesture is due, and no other one, is asked at several paces.
            answers.append(_as_sure_as_ever(plain, np.mean(self._made)) if len(self._paced) > 1 else plain)
        return answers

    def _moments(self, picture, time, mirrored):
        """Takes in a picture that is due, and those that are missing before it, and stops after each that ends a window."""
        missed = self.schedule.offer(time)
        if missed is None:
            return
        picture = _kept(np.asarray(picture), self.spec)
        for each in self._filled(picture, mirrored, missed):
            self._take(*each)
            if len(self._frames) >= self.spec["frames"]:
                yield

    def _filled(self, picture, mirrored, missed):
        """This picture and, before it, those that are missing, blended: movements are taken to go on evenly. After a long gap there are none."""
        (before, turned), self._before = self._before or (picture, mirrored), (picture, mirrored)
        alike = before.shape == picture.shape and turned == mirrored
        if alike and 0 < missed <= LONGEST_GAP * self.spec["fps"]:
            way = picture - before.astype(np.float32)
            for step in range(1, missed + 1):
                yield before + np.float32(step / (missed + 1)) * way, mirrored, 0, True
            missed = 0
        yield picture, mirrored, missed, False

    def _take(self, picture, mirrored, missed, made):
        if missed >= self.spec["frames"]:
            self._frames.clear()
            self._made.clear()
            self._pictures.clear()
            self.preprocessor.reset()
        if self._framer:
            view = self._framer.next(picture, mirrored, missed)
            if view != self.view:
                self._look_at(view)
            self._pictures.append((picture, mirrored, missed, made))
        self._add(picture, mirrored, missed, made)

    def _look_at(self, view):
        """Sees the frames of the window again, as differences between two views are no motion."""
        self.preprocessor.look_at(view)
        self._frames.clear()
        self._made.clear()
        for each in self._pictures:
            self._add(*each)

    def _add(self, picture, mirrored, missed, made):
        self.preprocessor.next(picture, mirrored, missed)
        frame = [self.preprocessor.since(count) for count in range(self._reach + 1)]
        if self.see is not None:
            frame = self.see(np.stack(frame))
        # Those that are missing in a long gap look like this one.
        times = missed + 1 if self._frames else 1
        self._frames.extend([frame] * times)
        self._made.extend([False] * (times - 1) + [made])

    def _stacked(self, window):
        return np.stack([self._frames[-1 - back][min(since, self._reach)] for back, since in window])


def without_faint(framing, strength, probabilities):
    """What a model answers, without the gestures for which too little moves: their shares are the last one's, that no gesture is due.

    `strength`: how strong the movement in the window is, as `Framer` has it. With less than three tenths of what moves at least in the
    clips of a gesture, it has just begun, or is another one.
    """
    least = np.asarray((framing or {}).get("least", []))
    shares = np.array(probabilities)
    if len(shares) != len(least) + 1:
        return shares
    faint = np.append(strength < 0.3 * least, False)
    shares[-1] += shares[faint].sum()
    shares[faint] = 0
    return shares


def _as_sure_as_ever(probabilities, share):
    """What a model answers to a window, a share of whose frames was made of the pictures before and after them, as a slow camera gives too few.

    Surer, for of blends it is less sure than of pictures.
    """
    powers = np.power(probabilities, 1 + 2.5 * share)
    return powers / powers.sum() if share > 0 and powers.sum() > 0 else probabilities


class Framer:
    """Finds where to look in a stream.

    Where `framing` has a "centre", at what moves in the window, as if it were made where the clips' gestures are and as large. Else
    closer where the person is much further away than in the clips, which is told by how far their movements spread.
    """

    def __init__(self, spec, framing):
        self.framing = framing
        self.view = WHOLE
        # How strong the movement in the window is: the same however far away it is made.
        self.strength = 0.0
        self._changes = _Changes(spec)
        self._window = deque(maxlen=spec["frames"])
        # The movement that goes on, at its height, and the latest ones that are over.
        self._height = None
        self._latest = deque(maxlen=8)

    def next(self, picture, mirrored=False, missed=0):
        """Where to look from this picture on; `missed`: so many are missing before it."""
        changes = self._changes.next(picture, mirrored, missed)
        self._window.extend([changes] * min(missed + 1, self._window.maxlen))
        movement = _movement(sum(self._window))
        self.strength = movement.strength if movement else 0.0
        share = self.strength / self.framing["movement"]
        if self.framing.get("centre"):
            if movement and share >= 0.1:
                self._follow(movement)
        elif movement and share >= 0.5:
            if self._height is None or movement.total > self._height.total:
                self._height = movement
        elif self._height:
            self._latest.append(self._height)
            self._height = None
            self.view = self._closer()
        return self.view

    def _follow(self, movement):
        """Looks so that a movement is seen where those in the clips are, and as large, unless it nearly is."""
        centre = self.framing["centre"]
        scale = min(2.2, max(0.8, self.framing["spread"] / movement.spread))
        view = View(movement.x + (0.5 - centre["x"]) / scale, movement.y + (0.5 - centre["y"]) / scale, scale)
        size, place = _apart(view, self.view)
        if size > 0.1 or place > 0.07:
            self.view = view

    def _closer(self):
        """Moves in late, back early, and changes its mind seldom."""
        if len(self._latest) < 4:
            return self.view
        # At their height less of movements is seen than in a whole clip.
        further = 0.8 * self.framing["spread"] / _quantile([each.spread for each in self._latest], 0.75)
        if further < (1.2 if self.view.scale > 1 else 1.5):
            return WHOLE
        scale = min(further, 1.8)
        centres = zip(*((each.x, each.y) for each in self._latest))
        x, y = (min(1 - 0.5 / scale, max(0.5 / scale, _quantile(each, 0.5))) for each in centres)
        view = View(x, y, scale)
        size, place = _apart(view, self.view)
        return self.view if self.view.scale > 1 and size < 0.2 and place < 0.15 else view


class _Movement(NamedTuple):
    """What moved in a window: all changes, in cells; how far from its middle, and where that is, in shares of the square."""

    total: float
    spread: float
    # `total` in relation to the area that it is spread over.
    strength: float
    x: float
    y: float


def _movement(changes):
    total = float(changes.sum())
    if total == 0:
        return None
    middles = (np.arange(len(changes)) + 0.5) / len(changes)
    across, down = changes.sum(axis=0) / total, changes.sum(axis=1) / total
    x, y = across @ middles, down @ middles
    variances = max(0, across @ middles**2 - x**2) * max(0, down @ middles**2 - y**2)
    spread = max(0.02, variances**0.25)
    return _Movement(total, spread, total / (len(changes) * spread) ** 2, x, y)


def _apart(view, other):
    """How far one view is from another: in size, and in place, in shares of the other."""
    size = abs(np.log(view.scale / other.scale))
    return size, max(abs(view.x - other.x), abs(view.y - other.y)) * other.scale


def _quantile(values, share):
    return sorted(values)[int(share * (len(values) - 1) + 0.5)]


class _Changes:
    """What moves in the centre square from each picture to the next."""

    def __init__(self, spec):
        cells = {"width": 32, "height": 32, "channels": "grey", "scale": 1 / 255, "offset": 0}
        self._cells = FramePreprocessor({**spec, **cells})
        self._kind = None
        self._before = None

    def next(self, picture, mirrored, missed):
        """How much each cell [32, 32] changed in each of the `missed` pictures before this one, and in this one."""
        cells = self._cells.next(picture, mirrored)[..., 0].astype(np.float64)
        kind = (np.shape(picture), mirrored)
        changes = (cells - self._before if kind == self._kind else 0 * cells) / (missed + 1)
        self._kind, self._before = kind, cells
        # What changes everywhere alike, as a lamp makes it, is no movement, and a little of it is noise.
        return np.maximum(0, np.abs(changes - changes.mean()) - 0.03)


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
        self._changes = _Changes(spec)
        self._moved = deque(maxlen=spec["frames"])
        self._begin(0.0)

    def next(self, picture, mirrored=False, missed=0):
        """Takes the next picture; `missed`: so many are missing before it, in which movements are taken to have gone on evenly."""
        moved = float(self._changes.next(picture, mirrored, missed).sum())
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
        at_once = events.get("atOnce", float("inf")) + self._least(winner) - events["threshold"]
        enough = self._windows >= events["windows"] or probabilities[winner] >= at_once
        if candidate is not None and free and enough:
            news.append(("start", candidate))
            self.active = candidate
        return news

    def _lasts(self, probabilities, winner, sure):
        if sure and winner != self.active:
            return False
        return probabilities[self.active] >= self.events["release"] * self._least(self.active)

    def _least(self, output):
        return self.events["thresholds"][output] if "thresholds" in self.events else self.events["threshold"]


def _paced(frames, pace):
    """The frames of a window, oldest first, of a gesture that is made so much slower: how far each is back, and since the one before."""
    back = [int((frames - 1 - at) * pace + 0.5) for at in range(frames)]
    return [(each, before - each) for before, each in zip([back[0], *back], back)]


def _kept(picture, spec):
    """As much of a picture as a model needs, which stays what it is whatever becomes of the picture.

    That is the largest part of its middle with the model's proportions. Clips have no more either, so that beyond it its edge goes on.
    Where it would begin or end within a pixel, that pixel stays whole.
    """
    height, width = picture.shape[:2]
    top = int((height - min(height, width * spec["height"] / spec["width"])) / 2)
    left = int((width - min(width, height * spec["width"] / spec["height"])) / 2)
    middle = picture[top : height - top, left : width - left].copy()
    return middle if spec["channels"] == "rgb" else _grey(middle)


def _grey(picture):
    """[height, width, 1] of a picture that is not grey already."""
    return picture if picture.shape[2] == 1 else (picture @ np.float32([0.299, 0.587, 0.114]))[..., np.newaxis]


def _area_weights(source, middle, length, target):
    """[target, source]: the share of each source pixel in each of those that cover `length` of them around `middle`.

    Beyond the edges of the picture its first and last pixel go on.
    """
    step = length / target
    start = middle - length / 2 + step * np.arange(target)[:, np.newaxis]
    ends = np.array([-np.inf, *range(1, source), np.inf])
    cover = np.minimum(start + step, ends[1:]) - np.maximum(start, ends[:-1])
    return np.maximum(0, cover) / step
