package diag

import "testing"

// TestIsWide has the first and the last character of each block that is wide, with
// those beside it.
func TestIsWide(t *testing.T) {
	for _, block := range [][2]rune{
		{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3040, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
		{0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
	} {
		for r, want := range map[rune]bool{block[0] - 1: false, block[0]: true, block[1]: true, block[1] + 1: false} {
			if isWide(r) != want {
				t.Errorf("%U is wide: %v", r, !want)
			}
		}
	}
}
