package conversion

import "testing"

func TestSpec(t *testing.T) {
	for _, c := range []struct{ text, shown, rest string }{
		{"s", "äbc", "s"}, {"5s", "  äbc", "s"}, {"-5s|", "äbc  ", "s|"}, {".2s", "äb", "s"}, {"-4.1d", "ä   ", "d"},
		{"#0 +4ls", " äbc", "ls"}, {".s", "", "s"}, {"1000.0s", "", "s"},
	} {
		s, rest, ok := Read(c.text)
		got := string(s.Fit([]byte("> äbc"), 2))
		if c.text == "1000.0s" {
			if len(got) != 1002 || !ok {
				t.Errorf("%q: %d characters", c.text, len(got))
			}
			continue
		}
		if got != "> "+c.shown || rest != c.rest || !ok {
			t.Errorf("%q: %q, rest %q, %v", c.text, got, rest, ok)
		}
	}
	for _, text := range []string{"1001s", ".1001s", "99999999999999999999s"} {
		if s, _, ok := Read(text); ok {
			t.Errorf("%q is %+v", text, s)
		}
	}
}

func TestClip(t *testing.T) {
	if Clip("12345678901234567890") != "12345678901234567890" || Clip("123456789012345678901") != "12345678901234567890..." {
		t.Error(Clip("123456789012345678901"))
	}
}
