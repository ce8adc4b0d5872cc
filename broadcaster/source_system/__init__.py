"""What the provincial source system (Hệ thống thông tin nguồn) is told of what was aired: its shape, its line."""
