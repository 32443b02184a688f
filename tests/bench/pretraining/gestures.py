"""Drawn hands that move: what Beckon's own motion network learns from.

A gesture is a prototype (one or two hands, a shape, a path, turning, growing, opening); a clip is one person's way of
making it. Every second gesture is the one before it backwards. A hand is a palm with capsules for fingers, drawn from
its distance field; of more than half of the people head, trunk and arms are drawn, too, and they are anywhere from near to
far. No picture of a person is used.
"""
import math

import numpy as np

SIDE, FRAMES = 32, 16
# Share of people of whom more than hands is seen.
BODIES = 0.55
_y, _x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
X = (_x + 0.5) / SIDE * 2 - 1
Y = (_y + 0.5) / SIDE * 2 - 1


def shape(r, upright):
    angle = r.normal(-math.pi / 2, upright) if upright else r.uniform(-math.pi, math.pi)
    return dict(
        fingers=(r.random(5) < r.choice([0, 0.2, 0.5, 1])).astype(float),
        spread=r.uniform(0.1, 0.6),
        angle=angle,
        aspect=r.uniform(0.45, 1.05),
    )


def prototype(r):
    first = shape(r, r.choice([0, 0.5]))
    gesture = dict(
        two=r.random() < 0.35,
        shapes=(first, shape(r, 0.9) if r.random() < 0.5 else first),
        path=r.choice(
            ["line", "arc", "circle", "wave", "back", "zigzag", "elbow", "none"],
            p=[0.26, 0.16, 0.08, 0.16, 0.12, 0.06, 0.1, 0.06],
        ),
        direction=r.uniform(-math.pi, math.pi) if r.random() < 0.4 else r.integers(0, 8) * math.pi / 4,
        length=r.uniform(0.35, 1.0),
        turn=r.choice([-1, 1]) * r.uniform(0.6, 2.2),
        cycles=r.choice([1, 1.5, 2, 2.5, 3]),
        rotation=r.choice([0, r.choice([-1, 1]) * r.uniform(0.5, 1.8)], p=[0.6, 0.4]),
        swings=r.random() < 0.5,
        zoom=r.choice([0, r.choice([-1, 1]) * r.uniform(0.3, 0.7)], p=[0.7, 0.3]),
        opening=r.choice(["no", "opens", "closes", "both"], p=[0.7, 0.1, 0.1, 0.1]),
        centre=(r.uniform(-0.35, 0.35), r.uniform(-0.25, 0.45)),
        gap=r.uniform(0.3, 0.6),
        other=r.choice(["still", "mirrored", "same", "against"], p=[0.35, 0.35, 0.2, 0.1]),
    )
    if gesture["path"] == "none" and not gesture["rotation"] and not gesture["zoom"] and gesture["opening"] == "no":
        gesture["zoom"] = 0.6
    return gesture


def person(r):
    who = dict(
        amplitude=r.uniform(0.65, 1.35),
        place=r.normal(0, 0.15, 2),
        size=r.uniform(0.09, 0.24),
        tint=r.uniform(0.25, 0.75),
        light=r.uniform(-1, 1),
        sleeve=r.random() < 0.4,
    )
    if r.random() < BODIES:
        who["size"] = math.exp(r.uniform(math.log(0.045), math.log(0.2)))
        cloth = r.uniform(0, 1)
        who["body"] = dict(
            arm=r.uniform(10.5, 14), wide=r.uniform(3.2, 4.8), cloth=cloth, skin=who["tint"],
            hair=r.uniform(0, 1), fold=r.normal(0, 0.07), long=r.random() < 0.55, turn=r.normal(0, 0.4),
        )
        who["sleeve"] = False
    return who


def progress(r, backwards):
    """How far the gesture is at each frame, 0 to 1."""
    duration = r.uniform(0.45, 1.05)
    begin = r.uniform(0, max(0, 1 - duration))
    u = np.clip((np.arange(FRAMES) / (FRAMES - 1) - begin) / duration, 0, 1)
    u = np.clip(u + r.normal(0, 0.04) * np.sin(np.pi * u), 0, 1)
    if r.random() >= 0.3:
        u = (1 - np.cos(np.pi * u)) / 2
    u = u ** r.uniform(0.8, 1.2)
    return 1 - u if backwards else u


def path(g, u, length, r):
    still = np.zeros(FRAMES)
    kind, wave = g["path"], 2 * np.pi * g["cycles"] * u
    if kind == "line":
        return (u - 0.5) * length, r.normal(0, 0.06) * np.sin(np.pi * u)
    if kind == "arc":
        turn = g["turn"] * r.uniform(0.8, 1.2)
        radius = length / max(0.6, abs(turn))
        angle = (u - 0.5) * turn
        return radius * np.sin(angle) * np.sign(turn), radius * (1 - np.cos(angle)) * np.sign(turn)
    if kind == "circle":
        angle = wave * np.sign(g["turn"])
        return length * 0.35 * np.cos(angle), length * 0.35 * np.sin(angle)
    if kind == "wave":
        return length * 0.4 * np.sin(wave * r.uniform(0.85, 1.15) + r.normal(0, 0.4)), r.normal(0, 0.05) * u
    if kind == "back":
        return length * np.sin(np.pi * u), r.normal(0, 0.1) * np.sin(2 * np.pi * u)
    if kind == "zigzag":
        return (u - 0.5) * length, length * 0.25 * np.sin(wave)
    if kind == "elbow":
        return length * 0.6 * np.clip(u * 2, 0, 1), length * 0.6 * np.clip(u * 2 - 1, 0, 1) * np.sign(g["turn"])
    return still, still


def clip(g, backwards, r, who):
    """Two arrays uint8 `[FRAMES, SIDE, SIDE]`: where hands are, and how bright they are."""
    u = progress(r, backwards)
    dx, dy = path(g, u, g["length"] * r.uniform(0.7, 1.3) * who["amplitude"], r)
    direction = g["direction"] + r.normal(0, 0.18)
    wobble = r.normal(0, 0.012, (2, FRAMES)).cumsum(1)
    px = dx * np.cos(direction) - dy * np.sin(direction) + wobble[0]
    py = dx * np.sin(direction) + dy * np.cos(direction) + wobble[1]
    swing = 0.5 * np.sin(2 * np.pi * g["cycles"] * u) if g["swings"] else u - 0.5
    rotation, zoom = g["rotation"] * swing, np.exp(g["zoom"] * (u - 0.5))
    still, one = np.zeros(FRAMES), np.ones(FRAMES)
    opening = {"no": one, "opens": u, "closes": 1 - u, "both": 0.5 + 0.5 * np.cos(2 * np.pi * g["cycles"] * u)}
    fingers = opening[g["opening"]]
    cx, cy = np.array(g["centre"]) + who["place"] + r.normal(0, 0.1, 2)
    size = who["size"] * r.uniform(0.85, 1.15)
    hands = [(g["shapes"][0], cx + px, cy + py, rotation, zoom * size, fingers, 1)]
    if g["two"]:
        half = g["gap"] * r.uniform(0.7, 1.2) / 2
        hands = [(g["shapes"][0], cx + half + px, cy + py, rotation, zoom * size, fingers, 1)]
        x, y = {
            "still": (still, still + 0.1),
            "mirrored": (-px, py),
            "same": (px, py),
            "against": (-px, -py),
        }[g["other"]]
        moves = g["other"] != "still"
        turned = -rotation if g["other"] == "mirrored" else rotation
        hands.append(
            (
                g["shapes"][1],
                cx - half + x,
                cy + y,
                turned if moves else still,
                (zoom if moves else one) * size,
                fingers if moves else one,
                -1,
            )
        )
    mask = np.zeros((FRAMES, SIDE, SIDE), np.float32)
    shade = np.full((FRAMES, SIDE, SIDE), 0.5, np.float32)
    if "body" in who:
        upper_body(hands, mask, shade, r, who)
    for number, hand in enumerate(hands):
        draw(hand, number, mask, shade, r, who)
    return (mask * 255).astype(np.uint8), (np.clip(shade, 0, 1) * 255).astype(np.uint8)


def over(mask, shade, alpha, own):
    """Paints so much of it over what is there already."""
    shade += (own - shade) * alpha
    np.maximum(mask, alpha, out=mask)


def draw(hand, number, mask, shade, r, who):
    form, hx, hy, rotation, size, opening, side = hand
    angle = form["angle"] + r.normal(0, 0.2)
    angle = math.pi - angle if side < 0 else angle
    aspect = form["aspect"] * r.uniform(0.85, 1.15)
    extent = np.clip(form["fingers"] * r.uniform(0.7, 1.1, 5) + r.normal(0, 0.05, 5), 0, 1.1)
    tint = who["tint"] + r.normal(0, 0.04) + (r.normal(0, 0.25) if number and "body" not in who else 0)
    spread = form["spread"] * r.uniform(0.8, 1.2)
    sleeve = who["sleeve"] and r.random() < 0.5
    c, s = (f(angle + rotation).astype(np.float32)[:, None, None] for f in (np.cos, np.sin))
    hx, hy, size = (np.asarray(each, np.float32)[:, None, None] for each in (hx, hy, size))
    x, y = X - hx, Y - hy
    along = (x * c + y * s) / size
    across = (-x * s + y * c) / size / np.float32(aspect * side)
    distance = np.sqrt(along**2 + across**2) - 1
    for finger in range(5):
        length = (extent[finger] * opening).astype(np.float32)[:, None, None]
        if length.max() < 0.15:
            continue
        points = (finger - 2) * spread * 0.6 if finger else -1.1 * (0.6 + spread)
        reach = 1.0 + 0.9 * length if finger else 0.8 + 0.7 * length
        fx, fy = np.float32(math.cos(points)), np.float32(math.sin(points))
        on = np.clip(along * fx + across * fy, 0, reach)
        there = np.sqrt((along - on * fx) ** 2 + (across - on * fy) ** 2) - 0.24
        distance = np.minimum(distance, np.where(length < 0.15, 9, there))
    if sleeve:
        on = np.clip(-along, 0, 6)
        distance = np.minimum(distance, np.sqrt((along + on) ** 2 + across**2) - 0.55)
    alpha = np.clip(0.5 - distance * size * SIDE / 2, 0, 1)
    own = tint + 0.12 * np.clip(across, -1, 1) * who["light"] + 0.08 * np.clip(-distance, 0, 1)
    over(mask, shade, alpha, own.astype(np.float32))


def limb(a, b, thick_a, thick_b, tone, mask, shade):
    """A capsule from `a` to `b`, both [2, FRAMES], thinner to one end."""
    ax, ay, bx, by = (v.astype(np.float32)[:, None, None] for v in (*a, *b))
    dx, dy = bx - ax, by - ay
    on = np.clip(((X - ax) * dx + (Y - ay) * dy) / (dx**2 + dy**2 + 1e-6), 0, 1)
    thick = thick_a + (thick_b - thick_a) * on
    distance = np.sqrt((X - ax - on * dx) ** 2 + (Y - ay - on * dy) ** 2) - thick
    over(mask, shade, np.clip(0.5 - distance * SIDE / 2, 0, 1), np.float32(tone))


def upper_body(hands, mask, shade, r, who):
    """Head, trunk and arms of somebody whose hands are where `hands` are. All in sizes of a palm."""
    body, s = who["body"], float(np.mean([np.mean(hand[4]) for hand in hands]))
    reach = body["arm"] * s
    where = np.array([[hand[1].mean(), hand[2].mean()] for hand in hands]).mean(0)
    one = len(hands) == 1
    side = 1 if r.random() < 0.85 else -1
    wide = body["wide"] * s
    sx = where[0] - (side * wide if one else 0) + r.normal(0, 0.25) * reach
    sy = where[1] - r.uniform(-0.35, 0.95) * reach
    lean = r.uniform(0, 0.12)
    sway = r.normal(0, 0.006, (2, FRAMES)).cumsum(1)
    mx = sx + sway[0] + lean * (np.mean([h[1] for h in hands], 0) - where[0])
    my = sy + sway[1] + 0.5 * lean * (np.mean([h[2] for h in hands], 0) - where[1])
    # The trunk, then the head before it.
    low = np.stack([mx, my + 22 * s])
    limb(np.stack([mx, my + wide * 0.75]), low, wide * 0.95, wide * 0.8, body["cloth"], mask, shade)
    for sign in (-1, 1):
        limb(np.stack([mx, my + 0.3 * s]), np.stack([mx + sign * wide * 0.8, my + 0.9 * s]), s, s, body["cloth"], mask, shade)
    neck, head = np.stack([mx, my - 0.9 * s]), np.stack([mx + body["turn"] * s, my - 3.4 * s])
    limb(np.stack([mx, my]), neck, 1.0 * s, 0.9 * s, body["skin"] - 0.06, mask, shade)
    limb(head + np.array([[0], [-0.9 * s]]), head, 2.1 * s, 2.0 * s, body["hair"], mask, shade)
    limb(head + np.array([[0], [0.1 * s]]), head + np.array([[0], [0.9 * s]]), 1.7 * s, 1.4 * s, body["skin"], mask, shade)
    if one:
        arms = [(side, np.stack(hands[0][1:3]))]
        if r.random() < 0.7:
            at = mx - side * wide * r.uniform(0.3, 1.4), my + reach * r.uniform(0.6, 0.95)
            arms.append((-side, np.stack(at)))
    else:
        right, left = sorted(hands, key=lambda hand: -hand[1].mean())
        arms = [(1, np.stack(right[1:3])), (-1, np.stack(left[1:3]))]
    for sign, hand in arms:
        shoulder = np.stack([mx + sign * wide, my + 0.9 * s])
        elbow = elbow_of(shoulder, hand, reach, sign)
        limb(shoulder, elbow, 1.05 * s, 0.85 * s, body["cloth"] + body["fold"], mask, shade)
        fore = body["cloth"] + 1.5 * body["fold"] if body["long"] else body["skin"]
        limb(elbow, hand, 0.8 * s, 0.55 * s, fore, mask, shade)


def elbow_of(shoulder, hand, reach, sign):
    """Where the elbow is of an arm of this length; further away, the arm is stretched. Elbows point outwards, or down."""
    away = hand - shoulder
    far = np.sqrt((away**2).sum(0)) + 1e-6
    upper, fore = 0.53 * reach, 0.47 * reach
    within = np.clip(far, 0.15 * reach, 0.99 * reach)
    along = (upper**2 - fore**2 + within**2) / (2 * within)
    off = np.sqrt(np.maximum(upper**2 - along**2, 0))
    ux, uy = away / far
    stretched = along * far / within
    bend = np.where(ux * 0.8 - uy * sign * 0.6 > 0, 1, -1)
    return shoulder + np.stack([ux * stretched - uy * off * bend, uy * stretched + ux * off * bend])


def clips_of(gesture, count, seed):
    g = prototype(np.random.default_rng(1000 + gesture // 2))
    r = np.random.default_rng(seed * 100003 + gesture)
    made = [clip(g, gesture % 2 == 1, r, person(r)) for _ in range(count)]
    return np.stack([m for m, _ in made]), np.stack([s for _, s in made])
