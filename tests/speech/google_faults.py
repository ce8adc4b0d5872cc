"""What Google's voice can do wrong, each as an answer of the stand-in."""

from google_stand_in import body, cut_body, hang, plain, reset, send, sound, speech_mp3, status, tone_mp3, trickle

HTML = b"<!doctype html><html><title>Before you continue</title></html>"

# What fails, and how often it is asked before that is accepted.
FAULTS = {
    "hang": (hang, 2),
    "trickle": (trickle, 2),
    "reset": (reset, 2),
    "redirection": (status(302, Location="http://127.0.0.1:9/sorry"), 2),
    "429": (status(429), 1),
    "429, come back in an hour": (status(429, Retry_After="3600"), 1),
    "429, and again": (status(429, Retry_After="5"), 2),
    "403": (status(403), 1),
    "404": (status(404), 1),
    "500": (status(500), 2),
    "503": (status(503), 2),
    "a page": (plain(HTML), 2),
    "no sound": (plain(body(None)), 2),
    "refused": (plain(body(None, "[13]")), 2),
    "empty body": (plain(b""), 2),
    "empty sound": (plain(body(b"")), 2),
    "cut MP3": (sound(lambda mp3: mp3[:-100]), 2),
    "half the MP3 frames": (sound(lambda mp3: mp3[: len(mp3) // 4 // 192 * 192]), 2),
    "something after the MP3": (sound(lambda mp3: mp3 + HTML), 2),
    "a page as sound": (sound(lambda _: HTML), 2),
    "silence": (sound(lambda _: tone_mp3(1000, 0)), 2),
    "far too long": (sound(lambda mp3: mp3 * 10), 2),
    "bad base64": (lambda handler, text: send(handler, body(speech_mp3(text)).replace(b"//", b"/", 1)), 2),
    "not UTF-8": (lambda handler, text: send(handler, body(speech_mp3(text)).replace(b"jQ1olc", b"jQ1olc\xff")), 2),
    "body cut short": (cut_body, 2),
}
PERMANENT = {"403", "404"}
SLOW = {"hang", "trickle"}
