package known

import (
	"testing"

	"github.com/pastegen/pastegen/gen/plan"
	"github.com/pastegen/pastegen/gen/record"
)

func TestFiles(t *testing.T) {
	if files, err := Files(&plan.Program{}); err != nil || len(files) != 0 {
		t.Errorf("of nothing: %v, %v", files, err)
	}
	files, err := Files(&plan.Program{Record: []byte("x")})
	if err != nil || len(files) != 1 || files[0].Name != record.Name || string(files[0].Content) != "x" {
		t.Errorf("%q, %v", files, err)
	}
}
