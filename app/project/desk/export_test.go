package desk

import (
	"duotone/app/project/ledger"
	"duotone/app/project/queue"
)

func (d *Desk) Ledger() *ledger.Ledger { return d.line.ledger }

func (d *Desk) Slots() []queue.Slot { return d.line.slots }
