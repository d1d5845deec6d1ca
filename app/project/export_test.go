package project

import "database/sql"

// DB is the database of a project, for tests that look below.
func DB(p *Project) *sql.DB { return p.file.DB }
