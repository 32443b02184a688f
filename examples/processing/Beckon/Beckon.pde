// Shows the gestures that Beckon tells of by OSC: an output of the preset "Beckon" on Live sends them.
import oscP5.*;

String gesture = "";
float confidence = 0;

void setup() {
  size(640, 360);
  textAlign(CENTER, CENTER);
  textSize(48);
  new OscP5(this, 9000);
}

void draw() {
  background(gesture.isEmpty() ? color(20) : color(40, 90, 60 + 195 * confidence));
  text(gesture, width / 2, height / 2);
}

void oscEvent(OscMessage message) {
  if (message.checkAddrPattern("/gesture/start") && message.checkTypetag("sf")) {
    gesture = message.get(0).stringValue();
    confidence = message.get(1).floatValue();
  }
  if (message.checkAddrPattern("/gesture/end") && message.checkTypetag("sf")) {
    gesture = "";
  }
}
