"""Small programs that ask a parser what it reads, each started on its own; none imports the product."""
