"""Drawn hands that move: what Beckon's own motion network learns from.

A gesture is a prototype (one or two hands, a shape, a path, turning, growing, opening); a clip is one person's way of
making it. Every second gesture is the one before it backwards. A hand is a palm with capsules for fingers, drawn from
its distance field. No picture of a person is used.
"""
import math

import numpy as np

SIDE, FRAMES = 32, 16
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
    return dict(
        amplitude=r.uniform(0.65, 1.35),
        place=r.normal(0, 0.15, 2),
        size=r.uniform(0.09, 0.24),
        tint=r.uniform(0.25, 0.75),
        light=r.uniform(-1, 1),
        sleeve=r.random() < 0.4,
    )


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
    for number, hand in enumerate(hands):
        draw(hand, number, mask, shade, r, who)
    return (mask * 255).astype(np.uint8), (np.clip(shade, 0, 1) * 255).astype(np.uint8)


def draw(hand, number, mask, shade, r, who):
    form, hx, hy, rotation, size, opening, side = hand
    angle = form["angle"] + r.normal(0, 0.2)
    angle = math.pi - angle if side < 0 else angle
    aspect = form["aspect"] * r.uniform(0.85, 1.15)
    extent = np.clip(form["fingers"] * r.uniform(0.7, 1.1, 5) + r.normal(0, 0.05, 5), 0, 1.1)
    tint = who["tint"] + r.normal(0, 0.04) + (r.normal(0, 0.25) if number else 0)
    spread = form["spread"] * r.uniform(0.8, 1.2)
    sleeve = who["sleeve"] and r.random() < 0.5
    for t in range(FRAMES):
        c, s = math.cos(angle + rotation[t]), math.sin(angle + rotation[t])
        x, y = X - hx[t], Y - hy[t]
        along = (x * c + y * s) / size[t]
        across = (-x * s + y * c) / size[t] / aspect * side
        distance = np.sqrt(along**2 + across**2) - 1
        for finger in range(5):
            length = extent[finger] * opening[t]
            if length < 0.15:
                continue
            points = (finger - 2) * spread * 0.6 if finger else -1.1 * (0.6 + spread)
            reach = 1.0 + 0.9 * length if finger else 0.8 + 0.7 * length
            fx, fy = math.cos(points), math.sin(points)
            on = np.clip(along * fx + across * fy, 0, reach)
            distance = np.minimum(distance, np.hypot(along - on * fx, across - on * fy) - 0.24)
        if sleeve:
            on = np.clip(-along, 0, 6)
            distance = np.minimum(distance, np.hypot(along + on, across) - 0.55)
        alpha = np.clip(0.5 - distance * size[t] * SIDE / 2, 0, 1)
        own = tint + 0.12 * np.clip(across, -1, 1) * who["light"] + 0.08 * np.clip(-distance, 0, 1)
        shade[t] = shade[t] * (1 - alpha) + own * alpha
        mask[t] = np.maximum(mask[t], alpha)


def clips_of(gesture, count, seed):
    g = prototype(np.random.default_rng(1000 + gesture // 2))
    r = np.random.default_rng(seed * 100003 + gesture)
    made = [clip(g, gesture % 2 == 1, r, person(r)) for _ in range(count)]
    return np.stack([m for m, _ in made]), np.stack([s for _, s in made])
