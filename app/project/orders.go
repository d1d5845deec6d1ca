package project

import (
	"strings"
)

// Order is the order in which posts come up.
type Order string

// The orders. Those after OrderRandom need a model's scores.
const (
	OrderGiven     Order = "given"
	OrderRandom    Order = "random"
	OrderEntropy   Order = "uncertain"    // the highest entropy of the scores first
	OrderMargin    Order = "margin"       // the smallest distance of the two best scores first
	OrderApart     Order = "pull-apart"   // the highest incongruity first
	OrderSarcastic Order = "sarcastic"    // the meaning that lies farthest from what is said first
	OrderDisagree  Order = "disagreement" // posts whose labels are not the model's first, the surest model first
	OrderDiverse   Order = "diverse"      // k-centre greedy on the fused representation
)

// Orders lists all orders.
var Orders = []Order{OrderGiven, OrderRandom, OrderEntropy, OrderMargin, OrderApart, OrderSarcastic, OrderDisagree, OrderDiverse}

func joinOrders() string {
	names := make([]string, len(Orders))
	for i, o := range Orders {
		names[i] = string(o)
	}
	return strings.Join(names, ", ")
}

// NeedsModel tells whether an order goes by a model's scores.
func (o Order) NeedsModel() bool { return o != OrderGiven && o != OrderRandom }
