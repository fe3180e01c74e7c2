package words

import (
	"testing"
	"time"
)

func TestUnits(t *testing.T) {
	for _, tt := range []struct {
		key     string
		unit    time.Duration
		without string
	}{
		{"timeout", time.Second, "timeout"},
		{"timeout_us", time.Microsecond, "timeout"},
		{"timeout_ms", time.Millisecond, "timeout"},
		{"timeout-seconds", time.Second, "timeout"},
		{"timeoutSeconds", time.Second, "timeout"},
		{"max_age_minutes", time.Minute, "max_age"},
		{"max_age_hours", time.Hour, "max_age"},
		{"max_age_days", 24 * time.Hour, "max_age"},
		{"session.max_age_days", 24 * time.Hour, "session.max_age"},
		{"days", time.Second, "days"},
		{"session.days", time.Second, "session.days"},
		{"birthdays", time.Second, "birthdays"},
	} {
		if got := UnitFor(tt.key); got != tt.unit {
			t.Errorf("%s counts %s, want %s", tt.key, got, tt.unit)
		}
		if got := WithoutUnit(tt.key); got != tt.without {
			t.Errorf("%s without its unit is %s, want %s", tt.key, got, tt.without)
		}
		if got := NamesUnit(tt.key); got != (tt.without != tt.key) {
			t.Errorf("%s names a unit: %v", tt.key, got)
		}
	}
}

func TestSizeUnits(t *testing.T) {
	for key, want := range map[string]string{
		"size_mb": "mb", "max-size_kib": "kib", "size": "", "size_bytes": "", "mb": "mb", "cache.limit_gb": "gb", "thumb": "",
	} {
		if got := SizeUnitOf(key); got != want {
			t.Errorf("%s counts %q, want %q", key, got, want)
		}
	}
}
