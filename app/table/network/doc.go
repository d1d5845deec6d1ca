// Package network reads posts from the archives that people get of their own accounts in social networks.
package network
