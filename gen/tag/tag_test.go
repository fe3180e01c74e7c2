package tag

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Tag{
		``:                              {},
		`json:"x"`:                      {},
		`paste:"a"`:                     {Key: "a"},
		`paste:",required"`:             {Required: true},
		`paste:"a,remain"`:              {Key: "a", Remain: true},
		`paste:",required,default=1,2"`: {Required: true, HasDefault: true, Value: "1,2"},
		`paste:"a,default="`:            {Key: "a", HasDefault: true},
		`paste:"a,what"`:                {Key: "a", Unknown: "what"},
		`paste:"a,zero=1,2"`:            {Key: "a", Zero: "1,2"},
		`paste:",global,octal,secret"`:  {Global: OwnName, Octal: true, Secret: true},
		`paste:",global=a|b,ignored"`:   {Global: "a|b", Ignored: true},
		`paste:",unit=minute"`:          {Unit: time.Minute},
		`paste:",unit=week"`:            {Unknown: "unit=week"},
		`paste:",required=no"`:          {Unknown: "required=no"},
	} {
		if got := Parse(in); got != want {
			t.Errorf("Parse(%s) = %+v, want %+v", in, got, want)
		}
	}
}
